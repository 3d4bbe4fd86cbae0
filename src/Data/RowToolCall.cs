using System.Text.Json;

namespace TreasureMarkers.Data;

/// <summary>A function call that an assistant's turn makes.</summary>
/// <param name="Name">The function's name, one of the row's tools.</param>
/// <param name="Arguments">A JSON object that fits the tool's schema.</param>
internal sealed record RowToolCall(string Name, JsonElement Arguments);
