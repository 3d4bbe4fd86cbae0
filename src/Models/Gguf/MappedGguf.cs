using System.Text;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Gguf;

/// <summary>
/// A GGUF file of version 2 or 3, little-endian: its metadata and its tensors' places are read at once, their numbers on demand. Whatever
/// a length in the header says is held against the file's size before anything is allocated for it. Safe to read from several threads.
/// </summary>
internal sealed class MappedGguf : IDisposable
{
    /// <summary>How such a file's name ends.</summary>
    public const string Extension = ".gguf";

    private readonly MappedFile _file;
    private readonly Dictionary<string, MappedGgufTensor> _tensors;

    private MappedGguf(MappedFile file, IReadOnlyDictionary<string, object> metadata, Dictionary<string, MappedGgufTensor> tensors) =>
        (_file, Metadata, _tensors) = (file, metadata, tensors);

    /// <summary>The file's path, as the caller gave it.</summary>
    public string Path => _file.Path;

    /// <summary>
    /// By key: string, bool, long (every whole number), double (every other), or an array of one of them: string[], bool[], long[],
    /// float[], double[], and byte[] for unsigned bytes.
    /// </summary>
    public IReadOnlyDictionary<string, object> Metadata { get; }

    /// <summary>By name, in the file's order.</summary>
    public IReadOnlyDictionary<string, MappedGgufTensor> Tensors => _tensors;

    /// <summary>Whether a path names such a file: by its name, or by its first bytes.</summary>
    public static bool Is(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        if (path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        using var stream = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[4];
        return stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4 && magic.SequenceEqual("GGUF"u8);
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelException">It is missing, cut short, damaged, of another version, or has types that are not read.</exception>
    public static MappedGguf Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            using var stream = File.OpenRead(path);
            var header = new GgufHeader(path, stream, file.Length);
            header.Read();
            return new MappedGguf(file, header.Metadata, header.Tensors);
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is InvalidDataException or EndOfStreamException or OverflowException or IOException)
            {
                throw new ModelException(
                    $"'{path}' is no whole GGUF file: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Download or copy it again.", e);
            }

            throw;
        }
    }

    /// <summary>A tensor's place.</summary>
    /// <exception cref="ModelException">There is none of that name.</exception>
    public MappedGgufTensor Find(string name) =>
        _tensors.TryGetValue(name, out var tensor) ? tensor : throw new ModelException($"'{Path}' has no tensor {name}.");

    /// <summary>A tensor's numbers as floats, row-major, rows in the file's order.</summary>
    public float[] ReadFloats(MappedGgufTensor tensor)
    {
        var values = new float[tensor.Count];
        var (weights, size) = GgmlTypes.BlockOf(tensor.Type);
        _file.Read(tensor.Offset, tensor.Bytes, size, (at, part) =>
            GgmlTypes.ToFloats(tensor.Type, part, values.AsSpan((int)(at / size * weights), part.Length / size * weights)));
        return values;
    }

    /// <summary>A tensor's blocks, rows in the file's order; null when it has none.</summary>
    public QuantizedTensor? ReadBlocks(MappedGgufTensor tensor)
    {
        if (!GgmlTypes.IsQuantized(tensor.Type))
        {
            return null;
        }

        var (bits, blockSize) = GgmlTypes.LevelsOf(tensor.Type);
        var (weights, size) = GgmlTypes.BlockOf(tensor.Type);
        var (levels, scales, offsets) = (new byte[tensor.Count], new float[tensor.Count / blockSize], new float[tensor.Count / blockSize]);
        _file.Read(tensor.Offset, tensor.Bytes, size, (at, part) =>
        {
            var (from, count) = ((int)(at / size * weights), part.Length / size * weights);
            GgmlTypes.ToLevels(
                tensor.Type, part, levels.AsSpan(from, count),
                scales.AsSpan(from / blockSize, count / blockSize), offsets.AsSpan(from / blockSize, count / blockSize));
        });
        return new QuantizedTensor(bits, blockSize, levels, scales, offsets);
    }

    /// <summary>Writes a tensor's bytes as they are.</summary>
    public void CopyTo(MappedGgufTensor tensor, Stream target) =>
        _file.Read(tensor.Offset, tensor.Bytes, unit: 1, (_, part) => target.Write(part));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

/// <summary>A tensor of a GGUF file.</summary>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Type">Of its numbers.</param>
/// <param name="Offset">Where they begin in the file.</param>
/// <param name="Bytes">How long they are there.</param>
internal sealed record MappedGgufTensor(long[] Shape, GgmlType Type, long Offset, long Bytes)
{
    /// <summary>How many numbers it has.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>The head of a GGUF file, by the specification.</summary>
internal sealed class GgufHeader
{
    private const int LongestArray = 1 << 24;
    private const int LongestName = 1 << 16;
    private readonly string _path;
    private readonly Stream _stream;
    private readonly long _length;
    private readonly BinaryReader _reader;
    private readonly Dictionary<string, object> _metadata = [];

    /// <summary>Nothing is read yet.</summary>
    /// <param name="path">The file's name for messages.</param>
    /// <param name="stream">Positioned at the file's beginning.</param>
    /// <param name="length">The file's bytes.</param>
    public GgufHeader(string path, Stream stream, long length) =>
        (_path, _stream, _length, _reader) = (path, stream, length, new BinaryReader(stream));

    /// <summary>See <see cref="MappedGguf.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, object> Metadata => _metadata;

    /// <summary>By name, in the file's order.</summary>
    public Dictionary<string, MappedGgufTensor> Tensors { get; } = [];

    /// <summary>Reads all of it.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="ModelException">It has what is not read.</exception>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    public void Read()
    {
        if (_reader.ReadUInt32() != BitConverter.ToUInt32("GGUF"u8))
        {
            throw new InvalidDataException("it does not begin with GGUF");
        }

        var version = _reader.ReadUInt32();
        if (version is not (2 or 3))
        {
            throw Unsupported(version is 2u << 24 or 3u << 24 ? "is big-endian; little-endian files are read" : $"has version {version}; 2 and 3 are read");
        }

        // A tensor's description has 24 bytes or more, a key 13.
        var (tensors, keys) = (Count(24), Count(13));
        for (var i = 0; i < keys; i++)
        {
            var name = Text(LongestName);
            if (!_metadata.TryAdd(name, Value(_reader.ReadUInt32())))
            {
                throw new InvalidDataException($"it has the key '{name}' twice");
            }
        }

        var places = new (string Name, long[] Shape, GgmlType Type, long Offset)[tensors];
        for (var i = 0; i < tensors; i++)
        {
            places[i] = (Text(LongestName), Shape(), Type(), _reader.ReadInt64());
        }

        var alignment = _metadata.TryGetValue("general.alignment", out var value) ? value as long? ?? 0 : GgufFile.Alignment;
        if (alignment is < 1 or > 1 << 20 || (alignment & (alignment - 1)) != 0)
        {
            throw new InvalidDataException("its general.alignment is no power of two");
        }

        var start = (_stream.Position + alignment - 1) / alignment * alignment;
        foreach (var (name, shape, type, offset) in places)
        {
            Add(name, shape, type, offset, start);
        }
    }

    private void Add(string name, long[] shape, GgmlType type, long offset, long start)
    {
        var (weights, size) = GgmlTypes.BlockOf(type);
        if (shape[^1] % weights != 0)
        {
            throw new InvalidDataException($"rows of {name} have {shape[^1]} numbers, and {GgmlTypes.NameOf(type)} has blocks of {weights}");
        }

        var count = shape.Aggregate(1L, (product, one) => checked(product * one));
        var bytes = checked(count / weights * size);
        if (count > int.MaxValue - 64)
        {
            throw new InvalidDataException($"{name} has {count} numbers, more than can be read");
        }

        if (offset < 0 || offset > _length - start - bytes)
        {
            throw new InvalidDataException($"it is cut short: {name} would end at byte {(Int128)start + offset + bytes}, and it has {_length}");
        }

        if (!Tensors.TryAdd(name, new MappedGgufTensor(shape, type, start + offset, bytes)))
        {
            throw new InvalidDataException($"it has the tensor '{name}' twice");
        }
    }

    private long[] Shape()
    {
        var dimensions = _reader.ReadUInt32();
        if (dimensions is < 1 or > 4)
        {
            throw new InvalidDataException($"a tensor has {dimensions} dimensions, and 1 to 4 are read");
        }

        var shape = new long[dimensions];
        // The format counts sizes from the innermost.
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            shape[i] = _reader.ReadInt64() is > 0 and var size ? size : throw new InvalidDataException("a tensor has a size below 1");
        }

        return shape;
    }

    private GgmlType Type()
    {
        var number = _reader.ReadUInt32();
        return GgmlTypes.IsSupported(number)
            ? (GgmlType)number
            : throw Unsupported($"has tensors of ggml's type {number}; {GgmlTypes.Supported} are read");
    }

    private object Value(uint type) => type switch
    {
        0 => (long)_reader.ReadByte(),
        1 => (long)_reader.ReadSByte(),
        2 => (long)_reader.ReadUInt16(),
        3 => (long)_reader.ReadInt16(),
        4 => (long)_reader.ReadUInt32(),
        5 => (long)_reader.ReadInt32(),
        6 => (double)_reader.ReadSingle(),
        7 => _reader.ReadByte() != 0,
        8 => Text(int.MaxValue),
        9 => List(_reader.ReadUInt32()),
        10 => checked((long)_reader.ReadUInt64()),
        11 => _reader.ReadInt64(),
        12 => _reader.ReadDouble(),
        _ => throw new InvalidDataException($"it has metadata of the unknown type {type}"),
    };

    private Array List(uint type) => type switch
    {
        0 => Items(1, _reader.ReadByte),
        1 => Items(1, () => (long)_reader.ReadSByte()),
        2 => Items(2, () => (long)_reader.ReadUInt16()),
        3 => Items(2, () => (long)_reader.ReadInt16()),
        4 => Items(4, () => (long)_reader.ReadUInt32()),
        5 => Items(4, () => (long)_reader.ReadInt32()),
        6 => Items(4, _reader.ReadSingle),
        7 => Items(1, () => _reader.ReadByte() != 0),
        8 => Items(8, () => Text(int.MaxValue)),
        9 => throw new InvalidDataException("it has lists of lists in its metadata, which are not read"),
        10 => Items(8, () => checked((long)_reader.ReadUInt64())),
        11 => Items(8, _reader.ReadInt64),
        12 => Items(8, _reader.ReadDouble),
        _ => throw new InvalidDataException($"it has metadata of the unknown type {type}"),
    };

    private ModelException Unsupported(string what) => new($"'{_path}' {what}.");

    private T[] Items<T>(int smallest, Func<T> read)
    {
        var items = new T[Count(smallest)];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read();
        }

        return items;
    }

    // A number of things that have so many bytes at least; all of them must be in the rest of the file.
    private int Count(int smallest)
    {
        var count = _reader.ReadUInt64();
        var rest = _length - _stream.Position;
        return count <= (ulong)(rest / smallest) && count <= LongestArray
            ? (int)count
            : throw new InvalidDataException($"it says that {count} entries follow where {rest} bytes are left");
    }

    private string Text(int longest)
    {
        var length = _reader.ReadUInt64();
        return length <= (ulong)(_length - _stream.Position) && length <= (ulong)longest
            ? Encoding.UTF8.GetString(_reader.ReadBytes((int)length))
            : throw new InvalidDataException($"it says that a text of {length} bytes follows where {_length - _stream.Position} are left");
    }
}
