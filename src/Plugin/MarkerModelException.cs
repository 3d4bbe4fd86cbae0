namespace TreasureMarkers.Plugin;

/// <summary>A model folder or its runtime cannot be used. The message is one line: which file, what was expected, what to do.</summary>
public sealed class MarkerModelException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public MarkerModelException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line: what was wrong, what is expected, what to do.</param>
    public MarkerModelException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">One line: what was wrong, what is expected, what to do.</param>
    /// <param name="innerException">The cause.</param>
    public MarkerModelException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
