using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Plugin.Requests;

/// <summary>Reads markers and their enforcement from the loosely typed properties of a request.</summary>
internal static class MarkerReader
{
    /// <summary>The markers that a request sets; null values mean "not set".</summary>
    /// <exception cref="MarkerException">A category or value that the taxonomy does not allow.</exception>
    public static MarkerSet ReadMarkers(MarkerTaxonomy taxonomy, AdditionalPropertiesDictionary? properties) =>
        properties?.GetValueOrDefault(ChatOptionsMarkerExtensions.MarkersKey) switch
        {
            null => MarkerSet.Empty(taxonomy),
            IEnumerable<KeyValuePair<string, string>> markers => MarkerSet.Create(taxonomy, markers.Where(m => m.Value is not null)),
            IEnumerable<KeyValuePair<string, object?>> markers => FromObjects(taxonomy, markers),
            JsonNode node => FromJson(taxonomy, node.Deserialize<JsonElement>()),
            JsonElement element => FromJson(taxonomy, element),
            var other => throw new MarkerException($"The markers are given as {other.GetType().Name}. Allowed: a dictionary from category to value, a JSON object or a MarkerSet.", category: null, []),
        };

    /// <summary>The categories whose markers a request wants enforced.</summary>
    /// <exception cref="MarkerException">A category that is unknown or that cannot be enforced.</exception>
    public static IReadOnlyList<string> ReadEnforced(MarkerTaxonomy taxonomy, AdditionalPropertiesDictionary? properties)
    {
        var names = properties?.GetValueOrDefault(ChatOptionsMarkerExtensions.EnforceKey) switch
        {
            null => [],
            string name => [name],
            IEnumerable<string> list => list.ToArray(),
            JsonNode node => Names(node.Deserialize<JsonElement>()),
            JsonElement element => Names(element),
            IEnumerable<object?> list => list.Select(o => o?.ToString() ?? "").ToArray(),
            var other => throw new MarkerException($"The categories to enforce are given as {other.GetType().Name}. Allowed: a list of names.", category: null, ChatOptionsMarkerExtensions.EnforceableCategories),
        };
        foreach (var name in names)
        {
            if (!ChatOptionsMarkerExtensions.EnforceableCategories.Contains(taxonomy[name].Name))
            {
                throw new MarkerException($"The marker '{name}' cannot be enforced. Allowed: {string.Join(", ", ChatOptionsMarkerExtensions.EnforceableCategories)}.", name, ChatOptionsMarkerExtensions.EnforceableCategories);
            }
        }

        return names;
    }

    /// <summary>A number among the properties, or null.</summary>
    public static float? ReadNumber(AdditionalPropertiesDictionary? properties, string name) => properties?.GetValueOrDefault(name) switch
    {
        null => null,
        JsonElement { ValueKind: JsonValueKind.Number } element => element.GetSingle(),
        float or double or decimal or int or long => Convert.ToSingle(properties[name]),
        var other => throw new ArgumentException($"{name} is '{other}', but must be a number.", nameof(properties)),
    };

    private static MarkerSet FromObjects(MarkerTaxonomy taxonomy, IEnumerable<KeyValuePair<string, object?>> markers) =>
        MarkerSet.Create(taxonomy, markers
            .Where(m => m.Value is not (null or JsonElement { ValueKind: JsonValueKind.Null }))
            .Select(m => KeyValuePair.Create(m.Key, m.Value is JsonElement element ? Text(element) : Convert.ToString(m.Value) ?? "")));

    private static MarkerSet FromJson(MarkerTaxonomy taxonomy, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => MarkerSet.Empty(taxonomy),
        JsonValueKind.Object => FromObjects(taxonomy, element.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, (object?)p.Value))),
        _ => throw new MarkerException($"The markers are a JSON {element.ValueKind}. Allowed: an object from category to value.", category: null, []),
    };

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string[] Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        JsonValueKind.Array => [.. element.EnumerateArray().Select(Text)],
        _ => throw new MarkerException($"The categories to enforce are a JSON {element.ValueKind}. Allowed: an array of names.", category: null, ChatOptionsMarkerExtensions.EnforceableCategories),
    };
}
