using Microsoft.Extensions.AI;
using TreasureMarkers.Inference;

namespace TreasureMarkers.Plugin;

/// <summary>Where the answer's time went; in the last update.</summary>
/// <param name="timings">The timings.</param>
public sealed class TimingsContent(GenerationTimings timings) : AIContent
{
    /// <summary>The timings.</summary>
    public GenerationTimings Timings { get; } = timings;
}
