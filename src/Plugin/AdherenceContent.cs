using Microsoft.Extensions.AI;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Plugin;

/// <summary>What the finished answer really has, beside the markers it was to have; in the last update.</summary>
/// <param name="adherence">One entry for each measurable marker in force, given or inferred; none where the answer calls functions.</param>
public sealed class AdherenceContent(IReadOnlyList<MarkerAdherence> adherence) : AIContent
{
    /// <summary>One entry for each measurable marker in force, given or inferred.</summary>
    public IReadOnlyList<MarkerAdherence> Adherence { get; } = adherence;
}
