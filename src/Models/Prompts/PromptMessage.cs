namespace TreasureMarkers.Models.Prompts;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks: <c>system</c>, <c>user</c>, <c>assistant</c>, or <c>tool</c> for what a call returned.</param>
/// <param name="Content">What is said; plain text whatever it contains.</param>
public sealed record PromptMessage(string Role, string Content)
{
    /// <summary>The calls that an earlier answer made, after its text if it has any; null or empty when it made none.</summary>
    public IReadOnlyList<PromptToolCall>? ToolCalls { get; init; }
}
