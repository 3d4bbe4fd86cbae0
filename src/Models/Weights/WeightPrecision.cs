namespace TreasureMarkers.Models.Weights;

/// <summary>How an exported model keeps its matrices.</summary>
public enum WeightPrecision
{
    /// <summary>32-bit floats: the trained numbers.</summary>
    Fp32,

    /// <summary>8 bits per weight, a scale per 32.</summary>
    Int8,

    /// <summary>4 bits per weight, a scale per 32; embedding and output layer have 8.</summary>
    Int4,
}
