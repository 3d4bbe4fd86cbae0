using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Gguf;

/// <summary>
/// A GGUF file, version 3, little-endian: metadata, then the tensors' names, sizes and places, then their numbers. Keys and tensors
/// are written in the order in which they are added.
/// </summary>
internal sealed class GgufFile : IDisposable
{
    /// <summary>Every tensor begins at a multiple of this many bytes, the format's default.</summary>
    public const int Alignment = 32;

    private const int Version = 3;
    private readonly MemoryStream _metadata = new();
    private readonly BinaryWriter _writer;
    private readonly List<GgufTensor> _tensors = [];
    private long _keys;

    /// <summary>Creates an empty file.</summary>
    public GgufFile() => _writer = new BinaryWriter(_metadata);

    // By the numbers of the GGUF specification.
    private enum ValueType
    {
        UInt32 = 4,
        Int32 = 5,
        Float32 = 6,
        Bool = 7,
        Text = 8,
        Array = 9,
    }

    /// <summary>Adds an unsigned number to the metadata.</summary>
    public void Add(string key, int value)
    {
        AddKey(key, ValueType.UInt32);
        _writer.Write(checked((uint)value));
    }

    /// <summary>Adds a floating-point number to the metadata.</summary>
    public void Add(string key, float value)
    {
        AddKey(key, ValueType.Float32);
        _writer.Write(value);
    }

    /// <summary>Adds a truth value to the metadata.</summary>
    public void Add(string key, bool value)
    {
        AddKey(key, ValueType.Bool);
        _writer.Write(value);
    }

    /// <summary>Adds a text to the metadata.</summary>
    public void Add(string key, string value)
    {
        AddKey(key, ValueType.Text);
        WriteText(_writer, value);
    }

    /// <summary>Adds a list of texts to the metadata.</summary>
    public void Add(string key, IReadOnlyList<string> values)
    {
        AddArray(key, ValueType.Text, values.Count);
        foreach (var value in values)
        {
            WriteText(_writer, value);
        }
    }

    /// <summary>Adds a list of floating-point numbers to the metadata.</summary>
    public void Add(string key, IReadOnlyList<float> values)
    {
        AddArray(key, ValueType.Float32, values.Count);
        foreach (var value in values)
        {
            _writer.Write(value);
        }
    }

    /// <summary>Adds a list of signed numbers to the metadata.</summary>
    public void Add(string key, IReadOnlyList<int> values)
    {
        AddArray(key, ValueType.Int32, values.Count);
        foreach (var value in values)
        {
            _writer.Write(value);
        }
    }

    /// <summary>Adds a tensor.</summary>
    public void Add(GgufTensor tensor) => _tensors.Add(tensor);

    /// <summary>Writes the file.</summary>
    /// <param name="stream">Positioned at its beginning.</param>
    public void WriteTo(Stream stream)
    {
        _writer.Flush();
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_keys);
        writer.Write(_metadata.GetBuffer().AsSpan(0, (int)_metadata.Length));
        var offset = 0L;
        foreach (var tensor in _tensors)
        {
            WriteText(writer, tensor.Name);
            writer.Write((uint)tensor.Shape.Length);
            // The format counts sizes from the innermost.
            foreach (var size in tensor.Shape.Reverse())
            {
                writer.Write((ulong)size);
            }

            writer.Write((uint)tensor.Type);
            writer.Write((ulong)offset);
            offset = Align(offset + tensor.Data.Length);
        }

        Pad(writer);
        foreach (var tensor in _tensors)
        {
            writer.Write(tensor.Data);
            Pad(writer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void AddKey(string key, ValueType type)
    {
        WriteText(_writer, key);
        _writer.Write((uint)type);
        _keys++;
    }

    private void AddArray(string key, ValueType type, int count)
    {
        AddKey(key, ValueType.Array);
        _writer.Write((uint)type);
        _writer.Write((ulong)count);
    }

    // A text's length in bytes, then UTF-8.
    private static void WriteText(BinaryWriter writer, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        var position = writer.BaseStream.Position;
        writer.Write(new byte[Align(position) - position]);
    }

    private static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;
}

/// <summary>Element types of a GGUF tensor, by ggml's numbers.</summary>
internal enum GgmlType
{
    /// <summary>32-bit float.</summary>
    F32 = 0,

    /// <summary>16-bit float.</summary>
    F16 = 1,

    /// <summary>Q8_0: blocks of 32 signed bytes after a 16-bit scale.</summary>
    Q80 = 8,
}

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
        GgmlType.F16 => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)).ToArray(),
        GgmlType.Q80 => Blocks(values),
        _ => MemoryMarshal.AsBytes<float>(values).ToArray(),
    });

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
