namespace TreasureMarkers.Markers.Prompts;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks: <c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">What is said; plain text whatever it contains.</param>
public sealed record PromptMessage(string Role, string Content);
