namespace TreasureMarkers.ChatServer.Generation;

/// <summary>How a generation ended.</summary>
internal enum GenerationOutcome
{
    /// <summary>It reached its end.</summary>
    Completed,

    /// <summary>Its caller, or the server's shutdown, stopped it.</summary>
    Cancelled,

    /// <summary>It ended with an error.</summary>
    Failed,
}
