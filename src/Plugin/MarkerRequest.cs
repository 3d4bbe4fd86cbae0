using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Plugin;

/// <summary>
/// The one reader of the markers, and of the categories to enforce, that a request carries in loosely typed form. What it returns is valid;
/// put back by <see cref="ChatOptionsMarkerExtensions.WithMarkers(ChatOptions, IEnumerable{KeyValuePair{string, string}})"/>, it is not
/// checked again.
/// </summary>
internal static class MarkerRequest
{
    private static IReadOnlyList<string> Enforceable => ChatOptionsMarkerExtensions.EnforceableCategories;

    /// <summary>The markers among the options' properties.</summary>
    /// <inheritdoc cref="ReadMarkers(MarkerTaxonomy, object)"/>
    public static MarkerSet ReadMarkers(MarkerTaxonomy taxonomy, ChatOptions? options) =>
        ReadMarkers(taxonomy, options?.AdditionalProperties?.GetValueOrDefault(ChatOptionsMarkerExtensions.MarkersKey));

    /// <summary>Reads markers.</summary>
    /// <param name="taxonomy">The categories and values that are allowed.</param>
    /// <param name="markers">
    /// A <see cref="MarkerSet"/> (one of the same taxonomy is returned as it is), pairs of category and value, a JSON object, or null
    /// for no marker. A value is a text or a number; null means that the marker is not set.
    /// </param>
    /// <exception cref="MarkerException">
    /// A category or a value is not allowed, some contradict each other, or the markers have another shape.
    /// </exception>
    public static MarkerSet ReadMarkers(MarkerTaxonomy taxonomy, object? markers) => markers switch
    {
        null => MarkerSet.Empty(taxonomy),
        MarkerSet set when ReferenceEquals(set.Taxonomy, taxonomy) => set,
        IEnumerable<KeyValuePair<string, string>> pairs =>
            MarkerSet.Create(taxonomy, pairs.Where(m => m.Value is not null)).ThrowIfContradictory(),
        IEnumerable<KeyValuePair<string, object?>> pairs => FromPairs(taxonomy, pairs),
        JsonNode node => FromJson(taxonomy, node.Deserialize<JsonElement>()),
        JsonElement element => FromJson(taxonomy, element),
        _ => throw new MarkerException(
            $"The markers are given as {markers.GetType().Name}. "
            + "Allowed: a dictionary from category to value, a JSON object or a MarkerSet.",
            category: null,
            []),
    };

    /// <summary>The categories to enforce among the options' properties.</summary>
    /// <inheritdoc cref="ReadEnforced(MarkerTaxonomy, object)"/>
    public static IReadOnlyList<string> ReadEnforced(MarkerTaxonomy taxonomy, ChatOptions? options) =>
        ReadEnforced(taxonomy, options?.AdditionalProperties?.GetValueOrDefault(ChatOptionsMarkerExtensions.EnforceKey));

    /// <summary>Reads the categories whose markers are to be guarantees.</summary>
    /// <param name="taxonomy">The categories that there are.</param>
    /// <param name="enforce">A name, a list of names, a JSON array of names, or null for none.</param>
    /// <exception cref="MarkerException">A category is unknown or cannot be enforced, or the names have another shape.</exception>
    public static IReadOnlyList<string> ReadEnforced(MarkerTaxonomy taxonomy, object? enforce)
    {
        string[] names = enforce switch
        {
            null => [],
            string name => [name],
            IEnumerable<string?> list => [.. list.Select(name => name ?? "")],
            JsonNode node => Names(node.Deserialize<JsonElement>()),
            JsonElement element => Names(element),
            IEnumerable<object?> list => [.. list.Select(name => name?.ToString() ?? "")],
            _ => throw new MarkerException(
                $"The categories to enforce are given as {enforce.GetType().Name}. Allowed: a list of names.", category: null, Enforceable),
        };
        var other = Array.Find(names, name => !Enforceable.Contains(taxonomy[name].Name));
        return other is null
            ? names
            : throw new MarkerException(
                $"The marker '{other}' cannot be enforced. Allowed: {string.Join(", ", Enforceable)}.", other, Enforceable);
    }

    private static MarkerSet FromPairs(MarkerTaxonomy taxonomy, IEnumerable<KeyValuePair<string, object?>> markers) =>
        MarkerSet.Create(taxonomy, markers
            .Where(m => m.Value is not (null or JsonElement { ValueKind: JsonValueKind.Null }))
            .Select(m => KeyValuePair.Create(m.Key, m.Value is JsonElement element ? Text(element) : Convert.ToString(m.Value) ?? "")))
            .ThrowIfContradictory();

    private static MarkerSet FromJson(MarkerTaxonomy taxonomy, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => MarkerSet.Empty(taxonomy),
        JsonValueKind.Object => FromPairs(taxonomy, element.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, (object?)p.Value))),
        _ => throw new MarkerException(
            $"The markers are a JSON {element.ValueKind}. Allowed: an object from category to value.", category: null, []),
    };

    private static string[] Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        JsonValueKind.Array => [.. element.EnumerateArray().Select(Text)],
        _ => throw new MarkerException(
            $"The categories to enforce are a JSON {element.ValueKind}. Allowed: an array of names.", category: null, Enforceable),
    };

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
