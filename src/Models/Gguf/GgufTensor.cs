using System.Buffers.Binary;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Gguf;

/// <summary>A tensor as a GGUF file keeps it.</summary>
/// <param name="Name">As llama.cpp names it.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Type">Of <paramref name="Data"/>.</param>
/// <param name="Data">The numbers, row-major.</param>
internal sealed record GgufTensor(string Name, long[] Shape, GgmlType Type, byte[] Data)
{
    private const int BlockBytes = sizeof(ushort) + BlockQuantizer.BlockSize;

    /// <summary>Converts numbers to a type.</summary>
    /// <exception cref="ArgumentException">Q8_0, and no whole number of blocks.</exception>
    public static GgufTensor Create(string name, long[] shape, GgmlType type, float[] values) => new(name, shape, type, type switch
    {
        GgmlType.F16 => Halves(values),
        GgmlType.Q80 => Blocks(values),
        _ => Floats(values),
    });

    private static byte[] Floats(float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return bytes;
    }

    private static byte[] Halves(float[] values)
    {
        var bytes = new byte[values.Length * sizeof(ushort)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(i * sizeof(ushort)), (Half)values[i]);
        }

        return bytes;
    }

    // The levels of our own 8-bit models, signed: the same weights in both runtimes but for the scales' 16 bits.
    private static byte[] Blocks(float[] values)
    {
        var (levels, scales) = BlockQuantizer.Quantize(values, bits: 8);
        var bytes = new byte[scales.Length * BlockBytes];
        for (var block = 0; block < scales.Length; block++)
        {
            var target = bytes.AsSpan(block * BlockBytes, BlockBytes);
            BinaryPrimitives.WriteHalfLittleEndian(target, (Half)scales[block]);
            for (var i = 0; i < BlockQuantizer.BlockSize; i++)
            {
                target[sizeof(ushort) + i] = (byte)(levels[(block * BlockQuantizer.BlockSize) + i] - 128);
            }
        }

        return bytes;
    }
}
