using System.Text.Json;

namespace TreasureMarkers.Data;

/// <summary>A function that a row's conversation offers to the model.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Parameters">JSON schema of its arguments.</param>
internal sealed record RowTool(string Name, string Description, JsonElement Parameters);
