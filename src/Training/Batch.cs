namespace TreasureMarkers.Training;

/// <summary>What one update trains on.</summary>
/// <param name="Blocks">A forward pass each.</param>
/// <param name="After">Where the stream stands behind it.</param>
internal sealed record Batch(IReadOnlyList<PackedBlock> Blocks, StreamPosition After);
