namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>A piece of the model's message.</summary>
internal sealed record AssistantDelta
{
    /// <summary><c>assistant</c>, in the first chunk only.</summary>
    public string? Role { get; init; }

    /// <summary>Text to append.</summary>
    public string? Content { get; init; }

    /// <summary>A tool that the model asks the caller to run; each call comes whole.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }
}
