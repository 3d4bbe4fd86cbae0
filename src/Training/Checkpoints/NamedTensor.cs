namespace TreasureMarkers.Training.Checkpoints;

/// <summary>One fp32 tensor of a file.</summary>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Values">Row-major numbers.</param>
public sealed record NamedTensor(long[] Shape, float[] Values);
