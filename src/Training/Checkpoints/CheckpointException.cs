namespace TreasureMarkers.Training.Checkpoints;

/// <summary>A checkpoint cannot be read or does not belong to the run; the message says why and what to do.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">What revealed it.</param>
    public CheckpointException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
