namespace TreasureMarkers.ChatServer.Backends;

/// <summary>The kinds of backends.</summary>
internal enum BackendKind
{
    /// <summary>The model folder, loaded in this process.</summary>
    Local,

    /// <summary>An OpenAI-compatible engine that serves the exported model.</summary>
    OpenAI,
}
