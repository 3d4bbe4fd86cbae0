using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>The model's whole message.</summary>
/// <param name="Content">The text; null where it calls tools instead.</param>
internal sealed record AssistantMessage([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Content)
{
    /// <summary>Always <c>assistant</c>.</summary>
    public string Role { get; } = "assistant";

    /// <summary>The tools that the model asks the caller to run.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>Always null: this server refuses no answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Refusal { get; }
}
