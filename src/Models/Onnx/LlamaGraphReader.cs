using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using Microsoft.Win32.SafeHandles;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Onnx;

/// <summary>The weights of a graph that <see cref="LlamaGraph"/> wrote, in any precision, read from its files when asked for.</summary>
internal sealed class LlamaGraphReader : IModelWeights
{
    private readonly string _folder;
    private readonly OnnxConstants _constants;
    private readonly ModelConfiguration _config;
    private readonly Dictionary<string, TensorInfo> _tensors;
    private readonly Dictionary<string, Part> _parts = [];

    private LlamaGraphReader(string folder, OnnxConstants constants, ModelConfiguration config)
    {
        (_folder, _constants, _config) = (folder, constants, config);
        _tensors = LlamaTensors.Of(config).ToDictionary(tensor => tensor.Name);
        for (var layer = 0; layer < config.NumHiddenLayers; layer++)
        {
            Join(LlamaGraph.QueryKeyValue(layer), LlamaTensors.Query(layer), LlamaTensors.Key(layer), LlamaTensors.Value(layer));
            Join(LlamaGraph.AttentionOutput(layer), LlamaTensors.AttentionOutput(layer));
            Join(LlamaGraph.GateUp(layer), LlamaTensors.Gate(layer), LlamaTensors.Up(layer));
            Join(LlamaGraph.Down(layer), LlamaTensors.Down(layer));
            if (config.AttentionBias)
            {
                Join(
                    LlamaGraph.QueryKeyValueBias(layer),
                    LlamaTensors.QueryBias(layer), LlamaTensors.KeyBias(layer), LlamaTensors.ValueBias(layer));
            }
        }

        if (!config.TieWordEmbeddings)
        {
            Join(GraphMatrices.Logits, LlamaTensors.Output);
        }
    }

    /// <summary>Opens the files of a model folder, and holds every weight's size against the configuration.</summary>
    /// <param name="folder">A model folder of any precision.</param>
    /// <param name="config">The model's.</param>
    /// <exception cref="ModelException">A file or a weight is missing, damaged or of another size.</exception>
    public static LlamaGraphReader Open(string folder, ModelConfiguration config)
    {
        OnnxConstants? constants = null;
        try
        {
            constants = OnnxConstants.Open(folder);
            var reader = new LlamaGraphReader(folder, constants, config);
            foreach (var tensor in reader._tensors.Values)
            {
                reader.Check(tensor);
            }

            return reader;
        }
        catch (Exception e) when (IsDamage(e))
        {
            constants?.Dispose();
            throw Damaged(folder, e);
        }
    }

    /// <summary>Whether the matrices are a <see cref="ColumnMatrix"/> each, and their inputs smoothed as far as they were to be.</summary>
    public bool IsInColumns => HasColumns(_tensors[LlamaTensors.Embedding]);

    /// <inheritdoc/>
    public float[] Read(string name) => Guarded(name, tensor =>
    {
        if (!tensor.IsMatrix)
        {
            var (joined, first, whole) = _parts.GetValueOrDefault(name, new Part(name, 0, tensor.Count));
            return Floats(joined, first, tensor.Count, whole);
        }

        if (Floats(tensor) is { } stored)
        {
            return stored;
        }

        return HasColumns(tensor) ? Columns(tensor).ToFloats() : Packed(tensor).ToFloats();
    });

    /// <inheritdoc/>
    public QuantizedTensor? ReadBlocks(string name) =>
        Guarded(name, tensor => !tensor.IsMatrix || IsFloats(tensor) ? null
            : HasColumns(tensor) ? Columns(tensor).ToBlocks() : Packed(tensor).ToBlocks());

    /// <inheritdoc/>
    public void Dispose() => _constants.Dispose();

    private T Guarded<T>(string name, Func<TensorInfo, T> read)
    {
        try
        {
            return read(_tensors.GetValueOrDefault(name) ?? throw new InvalidDataException($"it has no {name}"));
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Damaged(_folder, e);
        }
    }

    private static bool IsDamage(Exception e) => e is InvalidDataException or InvalidProtocolBufferException or IOException or UnauthorizedAccessException
        or KeyNotFoundException or FormatException or OverflowException;

    private static ModelException Damaged(string folder, Exception e) =>
        new($"'{folder}' is not a whole model folder of this program ({e.Message.TrimEnd('.')}). Export its run again.", e);

    private void Join(string joined, params string[] names)
    {
        var whole = names.Sum(name => _tensors[name].Shape[0]);
        var first = 0L;
        foreach (var name in names)
        {
            _parts[name] = new Part(joined, first, whole);
            first += _tensors[name].Shape[0];
        }
    }

    private void Check(TensorInfo tensor)
    {
        if (!tensor.IsMatrix || IsFloats(tensor))
        {
            var (joined, _, whole) = _parts.GetValueOrDefault(tensor.Name, new Part(tensor.Name, 0, tensor.Shape[0]));
            var stored = tensor.IsMatrix && joined != tensor.Name ? joined + GraphMatrices.Weight : joined;
            Require(stored, whole * (tensor.Count / tensor.Shape[0]) * sizeof(float));
        }
        else if (HasColumns(tensor))
        {
            var part = PartOf(tensor);
            Require(part.Joined + GraphMatrices.Columns, part.Rows * tensor.Shape[1]);
            Require(part.Joined + GraphMatrices.Scales, part.Rows * sizeof(float));
        }
        else
        {
            _ = Layout(tensor);
        }
    }

    private Part PartOf(TensorInfo matrix) => _parts.GetValueOrDefault(matrix.Name, new Part(GraphMatrices.Embedding, 0, matrix.Shape[0]));

    private bool HasColumns(TensorInfo matrix) => _constants.Length(PartOf(matrix).Joined + GraphMatrices.Columns) is not null;

    private ColumnMatrix Columns(TensorInfo tensor)
    {
        var (part, rows, columns) = (PartOf(tensor), tensor.Shape[0], tensor.Shape[1]);
        Require(part.Joined + GraphMatrices.Columns, part.Rows * columns);
        var scales = Floats(part.Joined + GraphMatrices.Scales, part.First, rows, part.Rows);
        var stored = _constants.Read<sbyte>(part.Joined + GraphMatrices.Columns, 0, part.Rows * columns);
        if (part.Joined == GraphMatrices.Embedding)
        {
            return new ColumnMatrix(stored, scales);
        }

        var levels = new sbyte[rows * columns];
        for (var i = 0L; i < levels.Length; i++)
        {
            levels[i] = stored[(i % columns * part.Rows) + part.First + (i / columns)];
        }

        return new ColumnMatrix(levels, scales);
    }

    private bool IsFloats(TensorInfo tensor) => _parts.TryGetValue(tensor.Name, out var part)
        ? _constants.Length(part.Joined + GraphMatrices.Weight) is not null
        : _constants.Length(tensor.Name) is not null;

    private float[]? Floats(TensorInfo tensor)
    {
        if (!IsFloats(tensor))
        {
            return null;
        }

        if (!_parts.TryGetValue(tensor.Name, out var part))
        {
            return Floats(tensor.Name, 0, tensor.Count, tensor.Count);
        }

        // The graph has a product's matrices transposed: a row for each input, in it the outputs of all.
        var (rows, columns) = (tensor.Shape[0], tensor.Shape[1]);
        var values = new float[tensor.Count];
        var stored = Floats(part.Joined + GraphMatrices.Weight, 0, part.Rows * columns, part.Rows * columns);
        for (var row = 0L; row < rows; row++)
        {
            for (var column = 0L; column < columns; column++)
            {
                values[(row * columns) + column] = stored[(column * part.Rows) + part.First + row];
            }
        }

        return values;
    }

    private PackedMatrix Packed(TensorInfo tensor)
    {
        var (part, bits, size) = Layout(tensor);
        var (rows, columns, blocks) = (tensor.Shape[0], tensor.Shape[1], tensor.Shape[1] / size);
        var levels = _constants.Read<byte>(part.Joined + GraphMatrices.Levels, part.First * columns * bits / 8, rows * columns * bits / 8);
        var scales = Floats(part.Joined + GraphMatrices.Scales, part.First * blocks, rows * blocks, part.Rows * blocks);
        var residuals = part.Joined + GraphMatrices.Residuals;
        if (_constants.Length(residuals) is null)
        {
            return new PackedMatrix(bits, size, levels, scales, Residuals: null);
        }

        var stored = Floats(residuals, 0, part.Rows * blocks, part.Rows * blocks);
        if (part.Joined == GraphMatrices.Embedding)
        {
            return new PackedMatrix(bits, size, levels, scales, stored);
        }

        var own = new float[rows * blocks];
        for (var i = 0L; i < own.Length; i++)
        {
            own[i] = stored[(i % blocks * part.Rows) + part.First + (i / blocks)];
        }

        return new PackedMatrix(bits, size, levels, scales, own);
    }

    private (Part Part, int Bits, int BlockSize) Layout(TensorInfo tensor)
    {
        var part = PartOf(tensor);
        var count = part.Rows * tensor.Shape[1];
        var bits = RequiredLength(part.Joined + GraphMatrices.Levels) == count ? 8 : 4;
        Require(part.Joined + GraphMatrices.Levels, count * bits / 8);
        var scales = RequiredLength(part.Joined + GraphMatrices.Scales) / sizeof(float);
        return scales > 0 && count % scales == 0 && tensor.Shape[1] % (count / scales) == 0
            ? (part, bits, (int)(count / scales))
            : throw OtherSize(part.Joined);
    }

    private float[] Floats(string name, long first, long count, long whole)
    {
        Require(name, whole * sizeof(float));
        return _constants.Read<float>(name, first * sizeof(float), count);
    }

    private void Require(string name, long length)
    {
        if (RequiredLength(name) != length)
        {
            throw OtherSize(name);
        }
    }

    private long RequiredLength(string name) => _constants.Length(name) ?? throw new InvalidDataException($"it has no {name}");

    private static InvalidDataException OtherSize(string name) => new($"{name} has another size than its model");

    /// <summary>Where a weight stands in a constant that joins several.</summary>
    /// <param name="Joined">The constant, or what its parts' names begin with.</param>
    /// <param name="First">Its first row there.</param>
    /// <param name="Rows">All rows there.</param>
    private sealed record Part(string Joined, long First, long Rows);
}

/// <summary>The constants of a model that <see cref="OnnxGraph"/> wrote; field numbers are those of onnx.proto3.</summary>
internal sealed class OnnxConstants : IDisposable
{
    private readonly Dictionary<string, byte[]> _inline = [];
    private readonly Dictionary<string, (SafeFileHandle File, long Offset, long Length)> _places = [];
    private readonly Dictionary<string, SafeFileHandle> _files = [];
    private readonly string _folder;

    private OnnxConstants(string folder) => _folder = folder;

    /// <summary>Opens the graph of a folder and the files of its large tensors.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is no such file.</exception>
    /// <exception cref="InvalidDataException">A tensor lies outside of its file, or its file outside of the folder.</exception>
    /// <exception cref="IOException">One of the files is missing.</exception>
    public static OnnxConstants Open(string folder)
    {
        var model = File.ReadAllBytes(Path.Combine(folder, ModelFiles.Graph));
        var constants = new OnnxConstants(folder);
        try
        {
            ForEach(model, 7, graph => ForEach(graph, 5, constants.Add));
            return constants;
        }
        catch
        {
            constants.Dispose();
            throw;
        }
    }

    /// <summary>A constant's bytes; null when there is none of that name.</summary>
    public long? Length(string name) =>
        _inline.TryGetValue(name, out var bytes) ? bytes.Length : _places.TryGetValue(name, out var place) ? place.Length : null;

    /// <summary>Reads a part of a constant.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="offset">Bytes before the part.</param>
    /// <param name="count">Numbers of the part, all of them within the constant.</param>
    public T[] Read<T>(string name, long offset, long count)
        where T : unmanaged
    {
        var values = new T[count];
        if (_inline.TryGetValue(name, out var bytes))
        {
            bytes.AsSpan((int)offset, MemoryMarshal.AsBytes(values.AsSpan()).Length).CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        var (file, start, _) = _places[name];
        offset += start;
        for (var rest = values.AsSpan(); !rest.IsEmpty;)
        {
            var piece = rest[..Math.Min(rest.Length, 1 << 24)];
            offset += ReadWhole(file, MemoryMarshal.AsBytes(piece), offset);
            rest = rest[piece.Length..];
        }

        return values;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }

    private static int ReadWhole(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        for (var rest = bytes; !rest.IsEmpty;)
        {
            var read = RandomAccess.Read(file, rest, offset);
            if (read == 0)
            {
                throw new InvalidDataException("the file of its weights ends too early");
            }

            rest = rest[read..];
            offset += read;
        }

        return bytes.Length;
    }

    private void Add(byte[] tensor)
    {
        var (name, inline) = ("", Array.Empty<byte>());
        var place = new Dictionary<string, string>();
        ForEach(tensor, 8, text => name = Encoding.UTF8.GetString(text));
        ForEach(tensor, 9, bytes => inline = bytes);
        ForEach(tensor, 13, entry =>
        {
            var (key, value) = ("", "");
            ForEach(entry, 1, text => key = Encoding.UTF8.GetString(text));
            ForEach(entry, 2, text => value = Encoding.UTF8.GetString(text));
            place[key] = value;
        });
        if (place.Count == 0)
        {
            _inline[name] = inline;
            return;
        }

        var (file, offset, length) = (FileOf(name, place["location"]), long.Parse(place["offset"]), long.Parse(place["length"]));
        _places[name] = offset >= 0 && length >= 0 && length <= RandomAccess.GetLength(file) - offset
            ? (file, offset, length)
            : throw new InvalidDataException($"{name} lies outside of the file of its weights");
    }

    // A folder may be anybody's: its graph reads no file beyond it.
    private SafeFileHandle FileOf(string tensor, string location)
    {
        if (location.AsSpan().ContainsAny('/', '\\', ':') || location is "" or "." or "..")
        {
            throw new InvalidDataException($"{tensor} is to be read from '{location}', which is no file of the folder");
        }

        if (!_files.TryGetValue(location, out var file))
        {
            file = File.OpenHandle(Path.Combine(_folder, location));
            _files.Add(location, file);
        }

        return file;
    }

    // Calls back for every occurrence of a length-delimited field.
    private static void ForEach(byte[] message, int field, Action<byte[]> visit)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (tag == WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited))
            {
                visit(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }
    }
}
