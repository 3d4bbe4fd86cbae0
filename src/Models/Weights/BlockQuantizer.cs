namespace TreasureMarkers.Models.Weights;

/// <summary>
/// Symmetric quantisation in blocks of 32 weights along a row, as the runtime's MatMulNBits reads it: unsigned numbers around
/// 2^(bits-1), and for 4 bits two in a byte, the lower half first.
/// </summary>
internal static class BlockQuantizer
{
    /// <summary>Weights that share a scale.</summary>
    public const int BlockSize = 32;

    /// <summary>Quantises a matrix.</summary>
    /// <param name="values">Row-major; the row length is a multiple of <see cref="BlockSize"/>.</param>
    /// <param name="bits">4 or 8.</param>
    /// <returns>The packed numbers, in the matrix's order, and one scale per block.</returns>
    /// <exception cref="ArgumentException">Another number of bits, or no whole number of blocks.</exception>
    public static (byte[] Packed, float[] Scales) Quantize(ReadOnlySpan<float> values, int bits)
    {
        if (bits is not (4 or 8) || values.Length % BlockSize != 0)
        {
            throw new ArgumentException(
                $"{bits} bits over {values.Length} weights: give 4 or 8 bits and a multiple of {BlockSize} weights.", nameof(bits));
        }

        var packed = new byte[values.Length * bits / 8];
        var scales = new float[values.Length / BlockSize];
        for (var block = 0; block < scales.Length; block++)
        {
            var weights = values.Slice(block * BlockSize, BlockSize);
            scales[block] = Scale(weights, bits);
            for (var i = 0; i < BlockSize; i++)
            {
                var level = Level(weights[i], scales[block], bits);
                var position = (block * BlockSize) + i;
                if (bits == 8)
                {
                    packed[position] = level;
                }
                else
                {
                    packed[position / 2] |= (byte)(level << (position % 2 * 4));
                }
            }
        }

        return (packed, scales);
    }

    /// <summary>The weights that <see cref="Quantize"/> packed, but for what the rounding lost.</summary>
    /// <param name="packed">8 or 4 bits per weight.</param>
    /// <param name="scales">One per block.</param>
    public static float[] Restore(ReadOnlySpan<byte> packed, ReadOnlySpan<float> scales)
    {
        var values = new float[scales.Length * BlockSize];
        var isByte = packed.Length == values.Length;
        for (var i = 0; i < values.Length; i++)
        {
            var level = isByte ? packed[i] - 128 : ((packed[i / 2] >> (i % 2 * 4)) & 15) - 8;
            values[i] = level * scales[i / BlockSize];
        }

        return values;
    }

    // The range is one longer downwards: the largest weight, whatever its sign, gets that end exactly.
    private static float Scale(ReadOnlySpan<float> weights, int bits)
    {
        var largest = 0f;
        foreach (var weight in weights)
        {
            if (MathF.Abs(weight) > MathF.Abs(largest))
            {
                largest = weight;
            }
        }

        return largest / -(1 << (bits - 1));
    }

    private static byte Level(float weight, float scale, int bits)
    {
        var zero = 1 << (bits - 1);
        var level = scale == 0 ? zero : zero + (int)MathF.Round(weight / scale);
        return (byte)Math.Clamp(level, 0, (2 * zero) - 1);
    }
}

/// <summary>How an exported model keeps its matrices.</summary>
public enum WeightPrecision
{
    /// <summary>32-bit floats: the trained numbers.</summary>
    Fp32,

    /// <summary>8 bits per weight, a scale per output; products of whole numbers.</summary>
    Int8,

    /// <summary>4 bits per weight, a scale per 32; embedding and output layer have 8.</summary>
    Int4,

    /// <summary>The blocks of 4 to 8 bits in which the source keeps them, taken over exactly; floats where it keeps floats.</summary>
    Source,
}
