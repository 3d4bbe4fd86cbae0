namespace TreasureMarkers.Training;

/// <summary>A command cannot go on; the message is one line that says what was wrong, what is allowed and what to do.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong, what is allowed, what to do.</param>
    /// <param name="innerException">What revealed it.</param>
    public TrainingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
