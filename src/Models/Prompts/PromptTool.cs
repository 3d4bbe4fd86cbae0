using System.Text.Json;

namespace TreasureMarkers.Models.Prompts;

/// <summary>A function that is offered to the model.</summary>
/// <param name="Name">The name that calls give.</param>
/// <param name="Description">What it does and when to call it.</param>
/// <param name="Parameters">JSON schema of its arguments, an object.</param>
public sealed record PromptTool(string Name, string Description, JsonElement Parameters);
