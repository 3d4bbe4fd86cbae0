namespace TreasureMarkers.Models.Weights;

/// <summary>
/// A matrix of 8-bit whole numbers with a scale for each output: weight [o, i] is Scales[o] · Levels[o, i]. A product with whole-number
/// inputs is then a sum of whole numbers, which is exact in any order, times a scale.
/// </summary>
/// <param name="Levels">−127 to 127, row-major: a row for each output.</param>
/// <param name="Scales">One per output, of 16 significant bits.</param>
internal sealed record ColumnMatrix(sbyte[] Levels, float[] Scales)
{
    /// <summary>The largest level: the range is symmetric.</summary>
    public const int Largest = 127;

    /// <summary>
    /// Rounds a matrix, each output to its own scale. A scale has 16 significant bits, so that a level times it is exact in a float:
    /// what was rounded once and restored is rounded to the same levels and scales again.
    /// </summary>
    /// <param name="values">Row-major: a row for each output.</param>
    /// <param name="inputs">Length of a row; divides the number of values.</param>
    public static ColumnMatrix Round(ReadOnlySpan<float> values, int inputs)
    {
        var (levels, scales) = (new sbyte[values.Length], new float[values.Length / inputs]);
        for (var output = 0; output < scales.Length; output++)
        {
            var row = values.Slice(output * inputs, inputs);
            var largest = 0f;
            foreach (var value in row)
            {
                largest = Math.Max(largest, Math.Abs(value));
            }

            var scale = scales[output] = Shorten(largest / Largest);
            for (var i = 0; scale > 0 && i < inputs; i++)
            {
                levels[(output * inputs) + i] = (sbyte)Math.Clamp(MathF.Round(row[i] / scale), -Largest, Largest);
            }
        }

        return new ColumnMatrix(levels, scales);
    }

    /// <summary>The weights in fp32, as exactly as the levels say them.</summary>
    public float[] ToFloats()
    {
        var (values, inputs) = (new float[Levels.Length], Levels.Length / Scales.Length);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Levels[i] * Scales[i / inputs];
        }

        return values;
    }

    /// <summary>The same weights in blocks, all of a row with one scale; null where a row is no whole number of them.</summary>
    public QuantizedTensor? ToBlocks()
    {
        var (size, inputs) = (BlockQuantizer.BlockSize, Levels.Length / Scales.Length);
        if (inputs % size != 0)
        {
            return null;
        }

        float[] scales = [.. Scales.SelectMany(scale => Enumerable.Repeat(scale, inputs / size))];
        return new QuantizedTensor(
            8, size, Array.ConvertAll(Levels, level => (byte)(level + 128)), scales, Array.ConvertAll(scales, scale => -128 * scale));
    }

    // To 16 significant bits, never to less than it was.
    private static float Shorten(float scale)
    {
        const uint Dropped = 0xFF;
        var bits = BitConverter.SingleToUInt32Bits(scale);
        return BitConverter.UInt32BitsToSingle((bits + Dropped) & ~Dropped);
    }
}
