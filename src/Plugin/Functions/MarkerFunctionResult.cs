using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Plugin.Functions;

/// <summary>What the marker functions return.</summary>
internal static class MarkerFunctionResult
{
    /// <summary>Values by category: <c>{"markers":{"lang":"German"}}</c>.</summary>
    public static JsonElement Markers(IEnumerable<KeyValuePair<string, string>> markers) =>
        Of("markers", new JsonObject(markers.Select(marker => KeyValuePair.Create(marker.Key, (JsonNode?)marker.Value))));

    /// <summary>The categories with their values, or with the kind of number that they take.</summary>
    public static JsonElement Categories(MarkerTaxonomy taxonomy) =>
        Of("markers", new JsonObject(taxonomy.Categories.Select(category => KeyValuePair.Create(category.Name, (JsonNode?)Values(category)))));

    /// <summary>What was wrong and what would have been allowed.</summary>
    public static JsonElement Error(MarkerException exception) =>
        JsonSerializer.SerializeToElement<JsonNode>(new JsonObject { ["error"] = exception.Message, ["allowed"] = Array(exception.Allowed) });

    private static JsonNode Values(MarkerCategory category) => category.Kind switch
    {
        MarkerKind.Integer => "integer",
        MarkerKind.Float => "number",
        _ => Array(category.Values),
    };

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static JsonElement Of(string name, JsonNode value) => JsonSerializer.SerializeToElement<JsonNode>(new JsonObject { [name] = value });
}
