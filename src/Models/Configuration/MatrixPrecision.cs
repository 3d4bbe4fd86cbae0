namespace TreasureMarkers.Models.Configuration;

/// <summary>The number type inside matrix products, attention and the gated activation. Weights, norms, the residual stream,
/// gradients of weights and the optimiser are fp32 always.</summary>
public enum MatrixPrecision
{
    /// <summary>32-bit floats: exact resume.</summary>
    Fp32,

    /// <summary>bfloat16 inputs with fp32 accumulation inside each product: about twice as fast on CPUs with AVX512_BF16 and on GPUs.</summary>
    Bf16,
}
