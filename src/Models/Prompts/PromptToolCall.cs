using System.Text.Json;

namespace TreasureMarkers.Models.Prompts;

/// <summary>A call that an answer makes.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">A JSON object.</param>
public sealed record PromptToolCall(string Name, JsonElement Arguments);
