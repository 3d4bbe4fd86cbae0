using Google.Protobuf;

namespace TreasureMarkers.Models.Onnx;

/// <summary>One protobuf message, written field by field.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<byte> _bytes = [];

    /// <summary>Adds an integer field.</summary>
    public ProtobufMessage Integer(int field, long value) => Write(field, WireFormat.WireType.Varint, output => output.WriteInt64(value));

    /// <summary>Adds a float field.</summary>
    public ProtobufMessage Number(int field, float value) => Write(field, WireFormat.WireType.Fixed32, output => output.WriteFloat(value));

    /// <summary>Adds a string field.</summary>
    public ProtobufMessage Text(int field, string value) => Write(field, WireFormat.WireType.LengthDelimited, output => output.WriteString(value));

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
