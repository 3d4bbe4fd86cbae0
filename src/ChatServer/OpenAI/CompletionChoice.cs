using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>The one choice of a completion (<see cref="Message"/>) or of a chunk (<see cref="Delta"/>).</summary>
/// <param name="Index">Always 0.</param>
internal sealed record CompletionChoice(int Index)
{
    /// <summary>The whole answer.</summary>
    public AssistantMessage? Message { get; init; }

    /// <summary>What this chunk adds.</summary>
    public AssistantDelta? Delta { get; init; }

    /// <summary><c>stop</c>, <c>length</c> or <c>tool_calls</c>; null until the last chunk.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }

    /// <summary>Always null: they are not served.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public object? Logprobs { get; }
}
