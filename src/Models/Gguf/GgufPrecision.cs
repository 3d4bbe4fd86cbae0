using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Gguf;

/// <summary>How a GGUF file keeps its matrices; normalisation gains are always 32-bit floats.</summary>
public enum GgufPrecision
{
    /// <summary>16-bit floats.</summary>
    F16,

    /// <summary>Q8_0: 8 bits per weight, a scale per 32; the levels of <see cref="WeightPrecision.Int8"/>, the scales in 16 bits.</summary>
    Q80,
}
