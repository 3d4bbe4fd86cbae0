using System.Text.Json;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>One message of a completion request.</summary>
/// <param name="Role"><c>system</c>, <c>developer</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
internal sealed record CompletionMessage(string Role)
{
    /// <summary>A text, or a list of parts <c>{"type":"text","text":…}</c>; may be null beside <see cref="ToolCalls"/>.</summary>
    public JsonElement Content { get; init; }

    /// <summary>The tools that an earlier answer called.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>The call that a <c>tool</c> message answers.</summary>
    public string? ToolCallId { get; init; }
}
