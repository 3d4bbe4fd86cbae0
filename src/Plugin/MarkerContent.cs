using Microsoft.Extensions.AI;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Plugin;

/// <summary>The markers that an answer was written under: the first content of the first update, before any text.</summary>
/// <param name="given">Markers that the caller set.</param>
/// <param name="inferred">Markers that the model chose, by category, in taxonomy order.</param>
public sealed class MarkerContent(MarkerSet given, IReadOnlyDictionary<string, InferredMarker> inferred) : AIContent
{
    /// <summary>Markers that the caller set.</summary>
    public MarkerSet Given { get; } = given;

    /// <summary>Markers that the model chose, by category, in taxonomy order; categories that it left out are absent.</summary>
    public IReadOnlyDictionary<string, InferredMarker> Inferred { get; } = inferred;

    /// <summary>Both together: the list that the answer stands under.</summary>
    public MarkerSet All { get; } =
        MarkerSet.Create(given.Taxonomy, inferred.Select(i => KeyValuePair.Create(i.Key, i.Value.Value))).Merge(given);
}

/// <summary>What the finished answer really has, beside the markers it was to have; in the last update.</summary>
/// <param name="adherence">One entry for each measurable marker in force, given or inferred; none where the answer calls functions.</param>
public sealed class AdherenceContent(IReadOnlyList<MarkerAdherence> adherence) : AIContent
{
    /// <summary>One entry for each measurable marker in force, given or inferred.</summary>
    public IReadOnlyList<MarkerAdherence> Adherence { get; } = adherence;
}

/// <summary>Where the answer's time went; in the last update.</summary>
/// <param name="timings">The timings.</param>
public sealed class TimingsContent(GenerationTimings timings) : AIContent
{
    /// <summary>The timings.</summary>
    public GenerationTimings Timings { get; } = timings;
}
