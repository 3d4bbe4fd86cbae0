namespace TreasureMarkers.Models.Weights;

/// <summary>One fp32 tensor of a file.</summary>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Values">Row-major numbers.</param>
internal sealed record NamedTensor(long[] Shape, float[] Values);
