using Google.Protobuf;

namespace TreasureMarkers.Models.Onnx;

/// <summary>The constants of a model that <see cref="OnnxGraph"/> wrote; field numbers are those of onnx.proto3.</summary>
internal sealed class OnnxConstants
{
    private readonly Dictionary<string, byte[]> _constants = [];
    private readonly byte[] _external;

    /// <summary>Reads a model file and the file of its large tensors.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is no such file.</exception>
    public OnnxConstants(string modelFile, string weightsFile)
    {
        _external = File.ReadAllBytes(weightsFile);
        Each(File.ReadAllBytes(modelFile), 7, graph => Each(graph, 5, Read));
    }

    /// <summary>A constant's bytes.</summary>
    /// <returns>Null when there is none of that name.</returns>
    public byte[]? Find(string name) => _constants.GetValueOrDefault(name);

    private void Read(byte[] tensor)
    {
        var (name, inline) = ("", Array.Empty<byte>());
        var place = new Dictionary<string, string>();
        Each(tensor, 8, text => name = System.Text.Encoding.UTF8.GetString(text));
        Each(tensor, 9, bytes => inline = bytes);
        Each(tensor, 13, entry =>
        {
            var (key, value) = ("", "");
            Each(entry, 1, text => key = System.Text.Encoding.UTF8.GetString(text));
            Each(entry, 2, text => value = System.Text.Encoding.UTF8.GetString(text));
            place[key] = value;
        });
        _constants[name] = place.Count == 0 ? inline : _external.AsSpan(int.Parse(place["offset"]), int.Parse(place["length"])).ToArray();
    }

    // Calls back for every occurrence of a length-delimited field.
    private static void Each(byte[] message, int field, Action<byte[]> visit)
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
