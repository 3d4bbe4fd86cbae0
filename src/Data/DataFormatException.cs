namespace TreasureMarkers.Data;

/// <summary>A file that the data commands read is missing or malformed; the message says which, where and what to do.</summary>
internal sealed class DataFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">What revealed it.</param>
    public DataFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
