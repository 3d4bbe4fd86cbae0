namespace TreasureMarkers.Data;

/// <summary>A source cannot be fetched or read; the message says why and what to do.</summary>
internal sealed class SourceException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why, and what to do.</param>
    /// <param name="innerException">What revealed it.</param>
    public SourceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
