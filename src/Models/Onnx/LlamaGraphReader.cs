using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Onnx;

/// <summary>Reads the weights of a graph that <see cref="LlamaGraph"/> wrote, as 32-bit floats.</summary>
internal sealed class LlamaGraphReader
{
    private readonly OnnxConstants _constants;

    private LlamaGraphReader(OnnxConstants constants) => _constants = constants;

    /// <summary>All weights by name.</summary>
    /// <param name="folder">A model folder of any precision.</param>
    /// <param name="config">The model's.</param>
    /// <exception cref="ModelException">A file or a weight is missing, damaged or of another size.</exception>
    public static IReadOnlyDictionary<string, float[]> Read(string folder, ModelConfiguration config)
    {
        try
        {
            return new LlamaGraphReader(OnnxConstants.Read(folder)).Read(config);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidProtocolBufferException or FileNotFoundException or ArgumentException
            or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new ModelException(
                $"'{folder}' is not a whole model folder of this program ({e.Message.TrimEnd('.')}). Export its run again.", e);
        }
    }

    private Dictionary<string, float[]> Read(ModelConfiguration config)
    {
        var tensors = LlamaTensors.Of(config).ToDictionary(tensor => tensor.Name);
        var weights = tensors.Values.Where(tensor => !tensor.IsMatrix)
            .ToDictionary(gain => gain.Name, gain => Floats(gain.Name, Require(gain.Name), gain.Count));
        var embedding = tensors[LlamaTensors.Embedding];
        weights[embedding.Name] = _constants.Find(embedding.Name) is { } floats
            ? Floats(embedding.Name, floats, embedding.Count)
            : Dequantize(LlamaGraph.Embedding, embedding.Count);
        for (var layer = 0; layer < config.NumHiddenLayers; layer++)
        {
            Split(LlamaGraph.QueryKeyValue(layer), LlamaTensors.Query(layer), LlamaTensors.Key(layer), LlamaTensors.Value(layer));
            Split(LlamaGraph.AttentionOutput(layer), LlamaTensors.AttentionOutput(layer));
            Split(LlamaGraph.GateUp(layer), LlamaTensors.Gate(layer), LlamaTensors.Up(layer));
            Split(LlamaGraph.Down(layer), LlamaTensors.Down(layer));
        }

        return weights;

        // The matrices that the graph has as one, their rows one after the other.
        void Split(string joined, params string[] names)
        {
            var rest = Matrix(joined, names.Sum(name => tensors[name].Shape[0]), tensors[names[0]].Shape[1]).AsSpan();
            foreach (var name in names)
            {
                var count = (int)tensors[name].Count;
                weights[name] = rest[..count].ToArray();
                rest = rest[count..];
            }
        }
    }

    private float[] Matrix(string name, long outputs, long inputs) => _constants.Find($"{name}.weight") is { } floats
        ? LlamaGraph.Transpose(Floats(name, floats, outputs * inputs), (int)inputs, (int)outputs)
        : Dequantize(name, outputs * inputs);

    private float[] Dequantize(string name, long count)
    {
        var levels = Require($"{name}.levels");
        var scales = Floats($"{name}.scales", Require($"{name}.scales"), count / BlockQuantizer.BlockSize);
        return levels.Length == count || levels.Length == count / 2
            ? BlockQuantizer.Restore(levels, scales)
            : throw new InvalidDataException($"{name} has another size than its model");
    }

    private byte[] Require(string name) => _constants.Find(name) ?? throw new InvalidDataException($"it has no {name}");

    private static float[] Floats(string name, byte[] bytes, long count) => bytes.Length == count * sizeof(float)
        ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
        : throw new InvalidDataException($"{name} has another size than its model");
}

/// <summary>The constants of a model that <see cref="OnnxGraph"/> wrote; field numbers are those of onnx.proto3.</summary>
internal sealed class OnnxConstants
{
    private readonly Dictionary<string, byte[]> _constants = [];
    private readonly byte[] _external;

    private OnnxConstants(byte[] model, byte[] external)
    {
        _external = external;
        ForEach(model, 7, graph => ForEach(graph, 5, Add));
    }

    /// <summary>Reads the graph of a folder and the file of its large tensors.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is no such file.</exception>
    /// <exception cref="FileNotFoundException">One of the two files is missing.</exception>
    public static OnnxConstants Read(string folder) =>
        new(File.ReadAllBytes(Path.Combine(folder, ModelFiles.Graph)), File.ReadAllBytes(Path.Combine(folder, ModelFiles.GraphData)));

    /// <summary>A constant's bytes.</summary>
    /// <returns>Null when there is none of that name.</returns>
    public byte[]? Find(string name) => _constants.GetValueOrDefault(name);

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
        _constants[name] = place.Count == 0 ? inline : _external.AsSpan(int.Parse(place["offset"]), int.Parse(place["length"])).ToArray();
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
