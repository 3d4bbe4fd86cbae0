namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>The server cannot start as it was told to; the message is one line for the person at the terminal.</summary>
internal sealed class StartupException : Exception
{
    /// <summary>Refuses to start.</summary>
    /// <param name="message">What was wrong and what to do.</param>
    /// <param name="innerException">The cause, if another exception was.</param>
    public StartupException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
