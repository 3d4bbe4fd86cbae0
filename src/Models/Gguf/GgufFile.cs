using System.Text;

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
            offset = Align(offset + tensor.Bytes);
        }

        Pad(writer);
        foreach (var tensor in _tensors)
        {
            writer.Flush();
            tensor.Write(stream);
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

/// <summary>A tensor to be written into a GGUF file.</summary>
/// <param name="Name">As llama.cpp names it.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Type">Of its numbers.</param>
/// <param name="Write">Writes <see cref="Bytes"/> bytes: the numbers, row-major.</param>
internal sealed record GgufTensor(string Name, long[] Shape, GgmlType Type, Action<Stream> Write)
{
    // Numbers that are converted at once; a whole number of any type's blocks.
    private const int Chunk = 1 << 20;

    /// <summary>Bytes of its numbers.</summary>
    public long Bytes
    {
        get
        {
            var (weights, size) = GgmlTypes.BlockOf(Type);
            return Shape.Aggregate(1L, (product, one) => product * one) / weights * size;
        }
    }

    /// <summary>A tensor of floats that are converted when they are written.</summary>
    /// <param name="name">As llama.cpp names it.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <param name="type">F32, F16, BF16 or Q8_0.</param>
    /// <param name="values">Gives the numbers when their turn has come.</param>
    public static GgufTensor Create(string name, long[] shape, GgmlType type, Func<float[]> values) => new(name, shape, type, stream =>
    {
        var numbers = values();
        for (var at = 0; at < numbers.Length; at += Chunk)
        {
            stream.Write(GgmlTypes.FromFloats(type, numbers.AsSpan(at, Math.Min(Chunk, numbers.Length - at))));
        }
    });
}

/// <summary>How a GGUF file keeps its matrices; normalisation gains and biases are always 32-bit floats.</summary>
public enum GgufPrecision
{
    /// <summary>16-bit floats.</summary>
    F16,

    /// <summary>Q8_0: 8 bits per weight, a scale per 32; the levels of 8-bit blocks, the scales in 16 bits.</summary>
    Q80,

    /// <summary>32-bit floats.</summary>
    F32,

    /// <summary>bfloat16.</summary>
    BF16,

    /// <summary>Each tensor as it stands in the GGUF file that is exported.</summary>
    Source,
}
