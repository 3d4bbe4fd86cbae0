namespace TreasureMarkers.Training.Evaluation;

/// <summary>The evaluation cannot go on; the message is one line that says why and what to do.</summary>
public sealed class EvaluationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong and what to do.</param>
    /// <param name="innerException">The cause, if another exception was.</param>
    public EvaluationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
