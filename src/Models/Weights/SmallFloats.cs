namespace TreasureMarkers.Models.Weights;

/// <summary>bfloat16 as bits: the sign, the exponent and the first 7 fraction bits of a 32-bit float.</summary>
internal static class BFloat16
{
    private const ushort NotANumber = 0x7FC0;

    /// <summary>The nearest one; of two that are equally near, the even one.</summary>
    public static ushort Round(float value)
    {
        if (float.IsNaN(value))
        {
            return NotANumber;
        }

        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>The same number as a 32-bit float.</summary>
    public static float Widen(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);

    /// <summary>The nearest of each.</summary>
    public static void Round(ReadOnlySpan<float> values, Span<ushort> bits)
    {
        for (var i = 0; i < values.Length; i++)
        {
            bits[i] = Round(values[i]);
        }
    }

    /// <summary>The same numbers as 32-bit floats.</summary>
    public static void Widen(ReadOnlySpan<ushort> bits, Span<float> values)
    {
        for (var i = 0; i < bits.Length; i++)
        {
            values[i] = Widen(bits[i]);
        }
    }
}

/// <summary>16-bit floats of IEEE 754.</summary>
internal static class HalfFloat
{
    /// <summary>The nearest of each.</summary>
    public static void Round(ReadOnlySpan<float> values, Span<Half> halves)
    {
        for (var i = 0; i < values.Length; i++)
        {
            halves[i] = (Half)values[i];
        }
    }

    /// <summary>The same numbers as 32-bit floats.</summary>
    public static void Widen(ReadOnlySpan<Half> halves, Span<float> values)
    {
        for (var i = 0; i < halves.Length; i++)
        {
            values[i] = (float)halves[i];
        }
    }
}
