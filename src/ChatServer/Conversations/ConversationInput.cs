namespace TreasureMarkers.ChatServer.Conversations;

/// <summary>The body of a request that makes or renames a conversation.</summary>
internal sealed record ConversationInput
{
    /// <summary>Up to 200 characters without control characters; empty if absent.</summary>
    public string? Title { get; init; }
}
