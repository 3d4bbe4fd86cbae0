using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Gguf;

/// <summary>Element types of a GGUF tensor that are read, by ggml's numbers.</summary>
internal enum GgmlType
{
    /// <summary>32-bit float.</summary>
    F32 = 0,

    /// <summary>16-bit float.</summary>
    F16 = 1,

    /// <summary>Q4_0: 32 weights of 4 bits around 8, a 16-bit scale.</summary>
    Q40 = 2,

    /// <summary>Q4_1: 32 weights of 4 bits, a 16-bit scale and minimum.</summary>
    Q41 = 3,

    /// <summary>Q5_0: 32 weights of 5 bits around 16, a 16-bit scale.</summary>
    Q50 = 6,

    /// <summary>Q5_1: 32 weights of 5 bits, a 16-bit scale and minimum.</summary>
    Q51 = 7,

    /// <summary>Q8_0: 32 signed bytes after a 16-bit scale.</summary>
    Q80 = 8,

    /// <summary>Q4_K: 256 weights of 4 bits; each 32 have a scale and a minimum of 6 bits, all a 16-bit factor of each.</summary>
    Q4K = 12,

    /// <summary>Q5_K: as Q4_K with 5 bits.</summary>
    Q5K = 13,

    /// <summary>Q6_K: 256 weights of 6 bits around 32; each 16 have a scale of 8 bits, all a 16-bit factor.</summary>
    Q6K = 14,

    /// <summary>bfloat16.</summary>
    BF16 = 30,
}

/// <summary>
/// How ggml keeps numbers. Blocks are taken apart into levels, scales and offsets once, and the floats follow from these in ggml's own
/// order of operations, so that they are llama.cpp's to the bit. All scales are products of a half and a small whole number, hence exact.
/// </summary>
internal static class GgmlTypes
{
    private static readonly (GgmlType Type, string Name, int Weights, int Bytes)[] Sizes =
    [
        (GgmlType.F32, "F32", 1, 4), (GgmlType.F16, "F16", 1, 2), (GgmlType.BF16, "BF16", 1, 2), (GgmlType.Q80, "Q8_0", 32, 34),
        (GgmlType.Q40, "Q4_0", 32, 18), (GgmlType.Q41, "Q4_1", 32, 20), (GgmlType.Q50, "Q5_0", 32, 22), (GgmlType.Q51, "Q5_1", 32, 24),
        (GgmlType.Q4K, "Q4_K", 256, 144), (GgmlType.Q5K, "Q5_K", 256, 176), (GgmlType.Q6K, "Q6_K", 256, 210),
    ];

    private delegate void Unpack(ReadOnlySpan<byte> block, Span<byte> levels, Span<float> scales, Span<float> minima);

    /// <summary>The names of all types that are read.</summary>
    public static string Supported => string.Join(", ", Sizes.Select(size => size.Name));

    /// <summary>Whether a number stands for a type that is read.</summary>
    public static bool IsSupported(uint number) => Array.Exists(Sizes, size => (uint)size.Type == number);

    /// <summary>The name that llama.cpp shows.</summary>
    public static string NameOf(GgmlType type) => Find(type).Name;

    /// <summary>How many weights are one block, and the bytes of a block; a float is a block of one.</summary>
    public static (int Weights, int Bytes) BlockOf(GgmlType type)
    {
        var (_, _, weights, bytes) = Find(type);
        return (weights, bytes);
    }

    /// <summary>Whether it has blocks and no floats.</summary>
    public static bool IsQuantized(GgmlType type) => Find(type).Weights > 1;

    /// <summary>The numbers as floats.</summary>
    /// <param name="type">Of <paramref name="bytes"/>.</param>
    /// <param name="bytes">Whole blocks.</param>
    /// <param name="values">As many as the blocks have.</param>
    public static void ToFloats(GgmlType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (type)
        {
            case GgmlType.F32:
                bytes.CopyTo(MemoryMarshal.AsBytes(values));
                return;
            case GgmlType.F16:
                HalfFloat.Widen(MemoryMarshal.Cast<byte, Half>(bytes), values);
                return;
            case GgmlType.BF16:
                BFloat16.Widen(MemoryMarshal.Cast<byte, ushort>(bytes), values);
                return;
        }

        var format = FormatOf(type);
        var (weights, size) = BlockOf(type);
        Span<byte> levels = stackalloc byte[weights];
        Span<float> scales = stackalloc float[weights / format.BlockSize];
        Span<float> minima = stackalloc float[scales.Length];
        for (var block = 0; block < bytes.Length / size; block++)
        {
            format.Unpack(bytes.Slice(block * size, size), levels, scales, minima);
            var target = values.Slice(block * weights, weights);
            for (var i = 0; i < weights; i++)
            {
                var part = i / format.BlockSize;
                target[i] = format.Zero > 0 ? scales[part] * (levels[i] - format.Zero) : (scales[part] * levels[i]) + minima[part];
            }
        }
    }

    /// <summary>Bits of a level, and weights that share a scale, of a type with blocks.</summary>
    public static (int Bits, int BlockSize) LevelsOf(GgmlType type) => (FormatOf(type).Bits, FormatOf(type).BlockSize);

    /// <summary>Takes blocks apart, without loss.</summary>
    /// <param name="type">One with blocks.</param>
    /// <param name="bytes">Whole blocks.</param>
    /// <param name="levels">One per weight.</param>
    /// <param name="scales">One for as many weights as <see cref="LevelsOf"/> says.</param>
    /// <param name="offsets">As many: what a level of 0 stands for.</param>
    public static void ToLevels(GgmlType type, ReadOnlySpan<byte> bytes, Span<byte> levels, Span<float> scales, Span<float> offsets)
    {
        var format = FormatOf(type);
        var (weights, size) = BlockOf(type);
        var parts = weights / format.BlockSize;
        for (var block = 0; block < bytes.Length / size; block++)
        {
            var scale = scales.Slice(block * parts, parts);
            var offset = offsets.Slice(block * parts, parts);
            format.Unpack(bytes.Slice(block * size, size), levels.Slice(block * weights, weights), scale, offset);
            for (var part = 0; format.Zero > 0 && part < parts; part++)
            {
                offset[part] = -format.Zero * scale[part];
            }
        }
    }

    /// <summary>Writes numbers as a type.</summary>
    /// <param name="type">F32, F16, BF16 or Q8_0.</param>
    /// <param name="values">A whole number of blocks.</param>
    /// <exception cref="ArgumentException">Another type, or no whole number of blocks.</exception>
    public static byte[] FromFloats(GgmlType type, ReadOnlySpan<float> values)
    {
        var (weights, size) = BlockOf(type);
        var bytes = new byte[values.Length / weights * size];
        switch (type)
        {
            case GgmlType.F32:
                MemoryMarshal.AsBytes(values).CopyTo(bytes);
                break;
            case GgmlType.F16:
                HalfFloat.Round(values, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
                break;
            case GgmlType.BF16:
                BFloat16.Round(values, MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()));
                break;
            case GgmlType.Q80:
                WriteQ80(values, bytes);
                break;
            default:
                throw new ArgumentException($"{NameOf(type)} is read and not written.", nameof(type));
        }

        return bytes;
    }

    // The levels of our own 8-bit models, signed: the same weights in both runtimes but for the scales' 16 bits.
    private static void WriteQ80(ReadOnlySpan<float> values, byte[] bytes)
    {
        var (levels, scales) = BlockQuantizer.Quantize(values, bits: 8);
        for (var block = 0; block < scales.Length; block++)
        {
            var target = bytes.AsSpan(block * 34, 34);
            BinaryPrimitives.WriteHalfLittleEndian(target, (Half)scales[block]);
            for (var i = 0; i < 32; i++)
            {
                target[2 + i] = (byte)(levels[(block * 32) + i] - 128);
            }
        }
    }

    private static (GgmlType Type, string Name, int Weights, int Bytes) Find(GgmlType type) => Array.Find(Sizes, size => size.Type == type);

    // Zero: the level that stands for 0 where blocks have no minimum of their own.
    private static (int Bits, int BlockSize, int Zero, Unpack Unpack) FormatOf(GgmlType type) => type switch
    {
        GgmlType.Q40 => (4, 32, 8, UnpackQ40),
        GgmlType.Q41 => (4, 32, 0, UnpackQ41),
        GgmlType.Q50 => (5, 32, 16, UnpackQ50),
        GgmlType.Q51 => (5, 32, 0, UnpackQ51),
        GgmlType.Q80 => (8, 32, 128, UnpackQ80),
        GgmlType.Q4K => (4, 32, 0, UnpackQ4K),
        GgmlType.Q5K => (5, 32, 0, UnpackQ5K),
        GgmlType.Q6K => (6, 16, 32, UnpackQ6K),
        _ => throw new ArgumentException($"{NameOf(type)} has no blocks.", nameof(type)),
    };

    private static float HalfAt(ReadOnlySpan<byte> block, int at) => (float)BinaryPrimitives.ReadHalfLittleEndian(block[at..]);

    // The lower halves of the bytes are the first weights, the upper ones the others.
    private static void Nibbles(ReadOnlySpan<byte> packed, Span<byte> levels)
    {
        for (var i = 0; i < packed.Length; i++)
        {
            levels[i] = (byte)(packed[i] & 15);
            levels[packed.Length + i] = (byte)(packed[i] >> 4);
        }
    }

    private static void UnpackQ40(ReadOnlySpan<byte> block, Span<byte> levels, Span<float> scales, Span<float> minima)
    {
        scales[0] = HalfAt(block, 0);
        Nibbles(block[2..], levels);
    }

    private static void UnpackQ41(ReadOnlySpan<byte> block, Span<byte> levels, Span<float> scales, Span<float> minima)
    {
        (scales[0], minima[0]) = (HalfAt(block, 0), HalfAt(block, 2));
        Nibbles(block[4..], levels);
    }

    private static void UnpackQ50(ReadOnlySpan<byte> block, Span<byte> levels, Span<float> scales, Span<float> minima)
    {
        scales[0] = HalfAt(block, 0);
        Nibbles(block[6..], levels);
        AddFifthBits(BinaryPrimitives.ReadUInt32LittleEndian(block[2..]), levels);
    }

    private static void UnpackQ51(ReadOnlySpan<byte> block, Span<byte> levels, Span<float> scales, Span<float> minima)
    {
        (scales[0], minima[0]) = (HalfAt(block, 0), HalfAt(block, 2));
        Nibbles(block[8..], levels);
        AddFifthBits(BinaryPrimitives.ReadUInt32LittleEndian(block[4..]), levels);
    }

    private static void AddFifthBits(uint bits, Span<byte> levels)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] |= (byte)((bits >> i & 1) << 4);
        }
    }

    private static void UnpackQ80(ReadOnlySpan<byte> block, Span<byte> levels, Span<float> scales, Span<float> minima)
    {
        scales[0] = HalfAt(block, 0);
        for (var i = 0; i < 32; i++)
        {
            levels[i] = (byte)(block[2 + i] + 128);
        }
    }

    private static void UnpackQ4K(ReadOnlySpan<byte> block, Span<byte> levels, Span<float> scales, Span<float> minima)
    {
        UnpackScales(block, scales, minima);
        for (var group = 0; group < 4; group++)
        {
            Nibbles(block.Slice(16 + (group * 32), 32), levels.Slice(group * 64, 64));
        }
    }

    private static void UnpackQ5K(ReadOnlySpan<byte> block, Span<byte> levels, Span<float> scales, Span<float> minima)
    {
        UnpackScales(block, scales, minima);
        var fifth = block.Slice(16, 32);
        for (var group = 0; group < 4; group++)
        {
            Nibbles(block.Slice(48 + (group * 32), 32), levels.Slice(group * 64, 64));
        }

        for (var i = 0; i < 256; i++)
        {
            levels[i] |= (byte)((fifth[i % 32] >> (i / 32) & 1) << 4);
        }
    }

    // Eight scales and eight minima of 6 bits in 12 bytes: four of each whole, then the other four, whose upper 2 bits are the first
    // bytes' upper ones.
    private static void UnpackScales(ReadOnlySpan<byte> block, Span<float> scales, Span<float> minima)
    {
        var (scale, minimum) = (HalfAt(block, 0), HalfAt(block, 2));
        var packed = block.Slice(4, 12);
        for (var i = 0; i < 4; i++)
        {
            scales[i] = scale * (packed[i] & 63);
            minima[i] = -(minimum * (packed[i + 4] & 63));
            scales[i + 4] = scale * ((packed[i + 8] & 15) | (packed[i] >> 6 << 4));
            minima[i + 4] = -(minimum * ((packed[i + 8] >> 4) | (packed[i + 4] >> 6 << 4)));
        }
    }

    private static void UnpackQ6K(ReadOnlySpan<byte> block, Span<byte> levels, Span<float> scales, Span<float> minima)
    {
        for (var i = 0; i < 16; i++)
        {
            scales[i] = HalfAt(block, 208) * (sbyte)block[192 + i];
        }

        for (var i = 0; i < 256; i++)
        {
            // In each half of the block: four runs of 32, of which the upper two have the upper halves of the bytes that the lower two
            // have, and all four a pair of bits each of the same 32 bytes.
            var (half, run, at) = (i / 128, i % 128 / 32, i % 32);
            var low = block[(half * 64) + (run % 2 * 32) + at] >> (run / 2 * 4) & 15;
            var high = block[128 + (half * 32) + at] >> (run * 2) & 3;
            levels[i] = (byte)(low | high << 4);
        }
    }
}
