namespace TreasureMarkers.Data.Building;

/// <summary>The note that ends a source's stage: with it the stage is complete.</summary>
/// <param name="Key">What it was made from, see <see cref="StageKey"/>.</param>
/// <param name="Read">What the source read, such as packages and versions.</param>
/// <param name="Warnings">What was missing.</param>
internal sealed record StagedSource(string Key, string Read, IReadOnlyList<string> Warnings);
