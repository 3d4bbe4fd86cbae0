using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace TreasureMarkers.Models.Onnx;

/// <summary>Builds an ONNX graph; field numbers are those of onnx.proto3. Large tensors go to files beside the model.</summary>
internal sealed class OnnxGraph(ExternalTensors external)
{
    private const int IntermediateVersion = 10;
    private const int OperatorSet = 21;
    // What is smaller stays in the model file.
    private const int LargestInline = 1024;
    private readonly ProtobufMessage _graph = new ProtobufMessage().Text(2, "marker-model");

    /// <summary>Operators beyond the ONNX standard that the runtime has.</summary>
    public const string ContribDomain = "com.microsoft";

    /// <summary>Declares an input; sizes are numbers or names of sizes known at run time.</summary>
    public string Input(string name, OnnxType type, params object[] sizes)
    {
        _graph.Message(11, Value(name, type, sizes));
        return name;
    }

    /// <summary>Declares an output.</summary>
    public void Output(string name, OnnxType type, params object[] sizes) => _graph.Message(12, Value(name, type, sizes));

    /// <summary>Adds a node with one output of the node's name.</summary>
    public string Node(string operation, string name, IReadOnlyList<string> inputs, params (string Name, object Value)[] attributes)
    {
        Node(operation, name, "", inputs, [name], attributes);
        return name;
    }

    /// <summary>Adds a node. An empty name leaves an input or output out.</summary>
    public void Node(
        string operation,
        string name,
        string domain,
        IReadOnlyList<string> inputs,
        IReadOnlyList<string> outputs,
        params (string Name, object Value)[] attributes)
    {
        var node = new ProtobufMessage().Text(3, name).Text(4, operation).Text(7, domain);
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        foreach (var output in outputs)
        {
            node.Text(2, output);
        }

        foreach (var (key, value) in attributes)
        {
            node.Message(5, Attribute(key, value));
        }

        _graph.Message(1, node);
    }

    /// <summary>Adds a constant of floats.</summary>
    public string Floats(string name, float[] values, params long[] sizes) => Constant<float>(name, OnnxType.Float, values, sizes);

    /// <summary>Adds a constant of 64-bit integers.</summary>
    public string Integers(string name, long[] values, params long[] sizes) => Constant<long>(name, OnnxType.Int64, values, sizes);

    /// <summary>Adds 64-bit integers that a caller may feed like an input, in any number, and need not.</summary>
    public string DefaultedInput(string name, string size, params long[] values)
    {
        Input(name, OnnxType.Int64, size);
        return Integers(name, values, values.Length);
    }

    /// <summary>Adds a constant of bytes.</summary>
    public string Bytes(string name, byte[] values, params long[] sizes) => Constant<byte>(name, OnnxType.Byte, values, sizes);

    /// <summary>Adds a constant of signed bytes.</summary>
    public string SignedBytes(string name, sbyte[] values, params long[] sizes) => Constant<sbyte>(name, OnnxType.SignedByte, values, sizes);

    /// <summary>The whole model file.</summary>
    public byte[] ToModel() => new ProtobufMessage()
        .Integer(1, IntermediateVersion)
        .Text(2, "TreasureMarkers")
        .Message(7, _graph)
        .Message(8, new ProtobufMessage().Text(1, "").Integer(2, OperatorSet))
        .Message(8, new ProtobufMessage().Text(1, ContribDomain).Integer(2, 1))
        .ToArray();

    private string Constant<T>(string name, OnnxType type, ReadOnlySpan<T> values, long[] sizes)
        where T : unmanaged
    {
        var tensor = new ProtobufMessage();
        foreach (var size in sizes)
        {
            tensor.Integer(1, size);
        }

        tensor.Integer(2, (int)type).Text(8, name);
        if ((long)values.Length * Unsafe.SizeOf<T>() <= LargestInline)
        {
            tensor.Bytes(9, MemoryMarshal.AsBytes(values).ToArray());
        }
        else
        {
            var (file, offset, length) = external.Append(values);
            tensor.Message(13, Entry("location", file)).Message(13, Entry("offset", $"{offset}"))
                .Message(13, Entry("length", $"{length}")).Integer(14, 1);
        }

        _graph.Message(5, tensor);
        return name;
    }

    private static ProtobufMessage Entry(string key, string value) => new ProtobufMessage().Text(1, key).Text(2, value);

    private static ProtobufMessage Value(string name, OnnxType type, object[] sizes)
    {
        var shape = new ProtobufMessage();
        foreach (var size in sizes)
        {
            var dimension = new ProtobufMessage();
            shape.Message(1, size is string symbol ? dimension.Text(2, symbol) : dimension.Integer(1, Convert.ToInt64(size)));
        }

        var tensor = new ProtobufMessage().Integer(1, (int)type).Message(2, shape);
        return new ProtobufMessage().Text(1, name).Message(2, new ProtobufMessage().Message(1, tensor));
    }

    private static ProtobufMessage Attribute(string name, object value)
    {
        var attribute = new ProtobufMessage().Text(1, name);
        switch (value)
        {
            case float number:
                return attribute.Number(2, number).Integer(20, 1);
            case int number:
                return attribute.Integer(3, number).Integer(20, 2);
            case int[] numbers:
                foreach (var number in numbers)
                {
                    attribute.Integer(8, number);
                }

                return attribute.Integer(20, 7);
            default:
                throw new NotSupportedException($"Attribute '{name}' of type {value.GetType().Name} is not one this writer knows.");
        }
    }
}

/// <summary>Element types, by ONNX's numbers.</summary>
internal enum OnnxType
{
    /// <summary>32-bit float.</summary>
    Float = 1,

    /// <summary>Unsigned byte.</summary>
    Byte = 2,

    /// <summary>Signed byte.</summary>
    SignedByte = 3,

    /// <summary>32-bit integer.</summary>
    Int32 = 6,

    /// <summary>64-bit integer.</summary>
    Int64 = 7,
}

/// <summary>One protobuf message, written field by field.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<byte> _bytes = [];

    /// <summary>Adds an integer field.</summary>
    public ProtobufMessage Integer(int field, long value) => Write(field, WireFormat.WireType.Varint, output => output.WriteInt64(value));

    /// <summary>Adds a float field.</summary>
    public ProtobufMessage Number(int field, float value) => Write(field, WireFormat.WireType.Fixed32, output => output.WriteFloat(value));

    /// <summary>Adds a string field.</summary>
    public ProtobufMessage Text(int field, string value) =>
        Write(field, WireFormat.WireType.LengthDelimited, output => output.WriteString(value));

    /// <summary>Adds a bytes field.</summary>
    public ProtobufMessage Bytes(int field, byte[] value) =>
        Write(field, WireFormat.WireType.LengthDelimited, output => output.WriteBytes(ByteString.CopyFrom(value)));

    /// <summary>Adds a message field.</summary>
    public ProtobufMessage Message(int field, ProtobufMessage value) => Bytes(field, value.ToArray());

    /// <summary>The fields so far.</summary>
    public byte[] ToArray() => [.. _bytes];

    private ProtobufMessage Write(int field, WireFormat.WireType type, Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteTag(field, type);
            write(output);
        }

        _bytes.AddRange(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        return this;
    }
}

/// <summary>
/// The files beside the model that hold its large tensors, each tensor at a page's start so that it can be mapped. A file is full once
/// another tensor would pass the limit; a tensor that is larger alone has a file of its own.
/// </summary>
/// <param name="folder">The model folder.</param>
/// <param name="limit">Most bytes of a file.</param>
internal sealed class ExternalTensors(string folder, long limit) : IDisposable
{
    private const int Page = 4096;
    private const int LargestPiece = 1 << 24;
    private FileStream? _file;
    private int _files;
    private long _full;

    /// <summary>Bytes of all files.</summary>
    public long Length => _full + (_file?.Position ?? 0);

    /// <summary>Writes a tensor, in pieces, since its bytes can be more than a span counts.</summary>
    /// <returns>Its file's name, as the model refers to it, and its place there.</returns>
    public (string File, long Offset, long Length) Append<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var offset = ((_file?.Position ?? 0) + Page - 1) / Page * Page;
        var length = (long)values.Length * Unsafe.SizeOf<T>();
        if (_file is null || offset + length > limit)
        {
            _full = Length;
            _file?.Dispose();
            _file = File.Create(Path.Combine(folder, ModelFiles.GraphDataFile(++_files)));
            offset = 0;
        }

        _file.Position = offset;
        while (!values.IsEmpty)
        {
            var piece = values[..Math.Min(values.Length, LargestPiece)];
            _file.Write(MemoryMarshal.AsBytes(piece));
            values = values[piece.Length..];
        }

        return (ModelFiles.GraphDataFile(_files), offset, length);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
