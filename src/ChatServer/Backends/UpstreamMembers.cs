using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.OpenAI;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.ChatServer.Backends;

/// <summary>Reads the members that one of these servers adds to OpenAI's; what this server does not know is left out.</summary>
internal static class UpstreamMembers
{
    /// <summary>The inferred markers of <c>markers</c>.</summary>
    public static Dictionary<string, InferredMarker> Inferred(JsonElement markers, MarkerSet given)
    {
        var inferred = new Dictionary<string, InferredMarker>();
        foreach (JsonProperty marker in Properties(markers.Member("inferred")))
        {
            if (!given.ContainsKey(marker.Name) && Value(given.Taxonomy, marker.Name, Text(marker.Value, "value")) is { } value)
            {
                inferred[marker.Name] = new InferredMarker(value, Number(marker.Value, "probability") ?? 0, [.. Candidates(marker.Value)]);
            }
        }

        return inferred;
    }

    /// <summary><c>adherence</c>.</summary>
    public static IReadOnlyList<MarkerAdherence> Adherence(JsonElement adherence) =>
    [
        .. Properties(adherence).Select(result => new MarkerAdherence(
            result.Name,
            Text(result.Value, "asked") ?? "",
            Text(result.Value, "measured"),
            result.Value.Member("met") is { ValueKind: JsonValueKind.True })),
    ];

    /// <summary>OpenAI's <c>usage</c>.</summary>
    public static UsageDetails Usage(JsonElement usage) => new()
    {
        InputTokenCount = (long?)Number(usage, "prompt_tokens"),
        CachedInputTokenCount = usage.Member("prompt_tokens_details") is { } details ? (long?)Number(details, "cached_tokens") : null,
        OutputTokenCount = (long?)Number(usage, "completion_tokens"),
        TotalTokenCount = (long?)Number(usage, "total_tokens"),
    };

    private static IEnumerable<MarkerCandidate> Candidates(JsonElement marker) =>
        marker.Member("top") is { ValueKind: JsonValueKind.Array } top
            ? top.EnumerateArray().Select(c => new MarkerCandidate(Text(c, "value") ?? "", Number(c, "probability") ?? 0))
            : [];

    private static string? Value(MarkerTaxonomy taxonomy, string name, string? value)
    {
        try
        {
            return value is not null && taxonomy.TryGetCategory(name, out var category) ? category.Normalize(value) : null;
        }
        catch (MarkerException)
        {
            return null;
        }
    }

    private static JsonElement.ObjectEnumerator Properties(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : default;

    private static string? Text(JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double value) ? value : null;
}
