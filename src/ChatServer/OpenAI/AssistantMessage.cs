namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>The model's message, or a piece of it.</summary>
public sealed record AssistantMessage
{
    /// <summary><c>assistant</c>; in a stream only in the first chunk.</summary>
    public string? Role { get; init; }

    /// <summary>The text.</summary>
    public string? Content { get; init; }
}
