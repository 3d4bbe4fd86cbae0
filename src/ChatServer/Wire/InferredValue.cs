using System.Text.Json.Serialization;
using TreasureMarkers.Inference;

namespace TreasureMarkers.ChatServer.Wire;

/// <summary>A marker that the model chose itself.</summary>
/// <param name="Value">The chosen value.</param>
/// <param name="Probability">Its probability, 0 to 1; null where an engine that does not tell it chose.</param>
/// <param name="Top">The likeliest values, best first; empty where they are not told.</param>
internal sealed record InferredValue(
    string Value,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Probability,
    IReadOnlyList<MarkerCandidate> Top)
{
    /// <summary>What the plugin tells; a marker without candidates is one whose probability nobody knows.</summary>
    public static InferredValue From(InferredMarker marker)
    {
        return new InferredValue(marker.Value, marker.Top.Count > 0 ? marker.Probability : null, marker.Top);
    }
}
