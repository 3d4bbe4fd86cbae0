namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>OpenAI's <c>tool_calls</c> item, in an answer and in the history that a client sends back.</summary>
internal sealed record ToolCall
{
    /// <summary>Its place among the calls of a streamed answer; absent otherwise.</summary>
    public int? Index { get; init; }

    /// <summary>Names the call; the tool's result refers to it.</summary>
    public string? Id { get; init; }

    /// <summary>Always <c>function</c>.</summary>
    public string? Type { get; init; }

    /// <summary>What is called.</summary>
    public ToolCallFunction? Function { get; init; }
}
