namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>OpenAI's <c>stream_options</c>.</summary>
internal sealed record StreamOptions
{
    /// <summary>Whether a last chunk with the usage is sent.</summary>
    public bool? IncludeUsage { get; init; }
}
