using System.Text.Json;

namespace TreasureMarkers.Models.Prompts;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks: <c>system</c>, <c>user</c>, <c>assistant</c>, or <c>tool</c> for what a call returned.</param>
/// <param name="Content">What is said; plain text whatever it contains.</param>
public sealed record PromptMessage(string Role, string Content)
{
    /// <summary>The calls that an earlier answer made, after its text if it has any; null or empty when it made none.</summary>
    public IReadOnlyList<PromptToolCall>? ToolCalls { get; init; }
}

/// <summary>A function that is offered to the model.</summary>
/// <param name="Name">The name that calls give.</param>
/// <param name="Description">What it does and when to call it.</param>
/// <param name="Parameters">JSON schema of its arguments, an object.</param>
public sealed record PromptTool(string Name, string Description, JsonElement Parameters);

/// <summary>A call that an answer makes.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">A JSON object.</param>
public sealed record PromptToolCall(string Name, JsonElement Arguments);
