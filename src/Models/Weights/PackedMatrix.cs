namespace TreasureMarkers.Models.Weights;

/// <summary>
/// A matrix in blocks as the runtime's MatMulNBits and GatherBlockQuantized read it: weight i is
/// Scales[b] · (level i − 2^(Bits−1)) + Residuals[b], where b is its block. The runtime knows the first term alone; the second is what
/// a block with an offset of its own (Q4_1, Q4_K …) leaves, and is constant in a block, so that a product with it needs the sums of
/// the input's blocks and no more.
/// </summary>
/// <param name="Bits">4 or 8.</param>
/// <param name="BlockSize">Weights of a row that share a scale.</param>
/// <param name="Levels">Row-major; 4-bit ones two in a byte, the lower half first.</param>
/// <param name="Scales">One per block, row-major.</param>
/// <param name="Residuals">One per block, row-major; null where all are 0.</param>
internal sealed record PackedMatrix(int Bits, int BlockSize, byte[] Levels, float[] Scales, float[]? Residuals)
{
    /// <summary>Rounds a matrix to symmetric blocks, as <see cref="BlockQuantizer"/> does.</summary>
    /// <exception cref="ArgumentException">Another number of bits than 4 or 8, or no whole number of blocks.</exception>
    public static PackedMatrix Round(float[] values, int bits)
    {
        var (levels, scales) = BlockQuantizer.Quantize(values, bits);
        return new PackedMatrix(bits, BlockQuantizer.BlockSize, levels, scales, Residuals: null);
    }

    /// <summary>
    /// Takes blocks over as they are, the rows of one matrix after those of another. Blocks of different kinds get the larger number
    /// of bits and the smaller size, in which each of them can be said without loss.
    /// </summary>
    /// <param name="matrices">At least one, with rows of the same length.</param>
    /// <param name="leastBits">The fewest bits of a level: 4 or 8.</param>
    public static PackedMatrix TakeOver(IReadOnlyList<QuantizedTensor> matrices, int leastBits = 4)
    {
        var bits = Math.Max(leastBits, matrices.Max(matrix => matrix.Bits)) <= 4 ? 4 : 8;
        var size = matrices.Min(matrix => matrix.BlockSize);
        var count = matrices.Sum(matrix => (long)matrix.Levels.Length);
        var levels = new byte[count * bits / 8];
        var (scales, residuals) = (new float[count / size], new float[count / size]);
        var at = 0;
        foreach (var matrix in matrices)
        {
            // The middle of its own levels comes to the middle of the packed ones.
            var shift = (1 << (bits - 1)) - (1 << (matrix.Bits - 1));
            for (var i = 0; i < matrix.Levels.Length; i++)
            {
                var level = (byte)(matrix.Levels[i] + shift);
                if (bits == 8)
                {
                    levels[at + i] = level;
                }
                else
                {
                    levels[(at + i) / 2] |= (byte)(level << ((at + i) % 2 * 4));
                }
            }

            for (var i = 0; i < matrix.Levels.Length; i += size)
            {
                var (target, block) = ((at + i) / size, i / matrix.BlockSize);
                scales[target] = matrix.Scales[block];
                residuals[target] = matrix.Offsets[block] + ((1 << (matrix.Bits - 1)) * matrix.Scales[block]);
            }

            at += matrix.Levels.Length;
        }

        return new PackedMatrix(bits, size, levels, scales, Array.TrueForAll(residuals, value => value == 0) ? null : residuals);
    }

    /// <summary>The same blocks, one byte a level.</summary>
    public QuantizedTensor ToBlocks()
    {
        var middle = 1 << (Bits - 1);
        var levels = Levels;
        if (Bits == 4)
        {
            levels = new byte[2L * Levels.Length];
            for (var i = 0; i < levels.Length; i++)
            {
                levels[i] = (byte)((Levels[i / 2] >> (i % 2 * 4)) & 15);
            }
        }

        return new QuantizedTensor(Bits, BlockSize, levels, Scales, [.. Scales.Select((scale, b) => (Residuals?[b] ?? 0) - (middle * scale))]);
    }

    /// <summary>The weights in fp32.</summary>
    public float[] ToFloats()
    {
        if (Residuals is not null)
        {
            return ToBlocks().Dequantize();
        }

        var values = new float[(long)Levels.Length * 8 / Bits];
        for (var i = 0; i < values.Length; i++)
        {
            var level = Bits == 8 ? Levels[i] - 128 : ((Levels[i / 2] >> (i % 2 * 4)) & 15) - 8;
            values[i] = level * Scales[i / BlockSize];
        }

        return values;
    }
}
