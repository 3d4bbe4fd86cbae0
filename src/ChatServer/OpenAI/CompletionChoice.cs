namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>The one choice of a completion (<see cref="Message"/>) or of a chunk (<see cref="Delta"/>).</summary>
/// <param name="Index">Always 0.</param>
public sealed record CompletionChoice(int Index)
{
    /// <summary>The whole answer.</summary>
    public AssistantMessage? Message { get; init; }

    /// <summary>What this chunk adds.</summary>
    public AssistantMessage? Delta { get; init; }

    /// <summary><c>stop</c> or <c>length</c>; null until the last chunk.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }
}
