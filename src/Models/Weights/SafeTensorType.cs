namespace TreasureMarkers.Models.Weights;

/// <summary>The number type of a safetensors file.</summary>
internal enum SafeTensorType
{
    /// <summary>32-bit floats.</summary>
    Fp32,

    /// <summary>bfloat16: the upper half of a 32-bit float, rounded.</summary>
    Bf16,
}
