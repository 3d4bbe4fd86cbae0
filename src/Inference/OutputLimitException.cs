namespace TreasureMarkers.Inference;

/// <summary>The answer may have fewer tokens than the shortest that keeps to its format or makes the call that it must.</summary>
public sealed class OutputLimitException : ArgumentException
{
    /// <summary>Creates the exception without a message.</summary>
    public OutputLimitException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the limit is and what it must be.</param>
    public OutputLimitException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What the limit is and what it must be.</param>
    /// <param name="innerException">The cause.</param>
    public OutputLimitException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
