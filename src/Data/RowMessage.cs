namespace TreasureMarkers.Data;

/// <summary>One turn of a row's conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c>, or <c>tool</c> for what a call returned.</param>
/// <param name="Content">The turn's plain text, without markers or special tokens; empty when the turn is calls.</param>
internal sealed record RowMessage(string Role, string Content)
{
    /// <summary>The calls that an assistant's turn makes instead of a text, or null.</summary>
    public IReadOnlyList<RowToolCall>? ToolCalls { get; init; }
}
