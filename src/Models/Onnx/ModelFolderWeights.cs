using System.Runtime.InteropServices;
using Google.Protobuf;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Onnx;

/// <summary>Reads a model folder's weights back, as 32-bit floats.</summary>
internal sealed class ModelFolderWeights
{
    private readonly OnnxConstants _constants;

    private ModelFolderWeights(OnnxConstants constants) => _constants = constants;

    /// <summary>All weights by name.</summary>
    /// <param name="folder">A folder that <see cref="ModelFolder"/> wrote, of any precision.</param>
    /// <param name="shape">The model's.</param>
    /// <exception cref="ModelException">A file or a weight is missing, damaged or of another size.</exception>
    public static IReadOnlyDictionary<string, float[]> Load(string folder, ModelConfiguration shape)
    {
        try
        {
            var constants = new OnnxConstants(Path.Combine(folder, ModelFolderWriter.ModelFile), Path.Combine(folder, ModelFolderWriter.WeightsFile));
            return new ModelFolderWeights(constants).Read(shape);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidProtocolBufferException or FileNotFoundException or ArgumentException
            or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new ModelException($"'{folder}' is not a whole model folder of this program ({e.Message.TrimEnd('.')}). Export its run again.", e);
        }
    }

    private Dictionary<string, float[]> Read(ModelConfiguration shape)
    {
        var (queries, shared) = (shape.NumAttentionHeads * shape.HeadDim, shape.NumKeyValueHeads * shape.HeadDim);
        var weights = new Dictionary<string, float[]>
        {
            [WeightNames.Embedding] = _constants.Find(WeightNames.Embedding) is { } floats
                ? Floats(WeightNames.Embedding, floats, shape.VocabSize * shape.HiddenSize)
                : Dequantize("embedding", shape.VocabSize * shape.HiddenSize),
            [WeightNames.FinalNorm] = Gain(WeightNames.FinalNorm, shape),
        };
        for (var layer = 0; layer < shape.NumHiddenLayers; layer++)
        {
            weights[WeightNames.InputNorm(layer)] = Gain(WeightNames.InputNorm(layer), shape);
            weights[WeightNames.FeedForwardNorm(layer)] = Gain(WeightNames.FeedForwardNorm(layer), shape);
            var joined = Matrix($"layer.{layer}.attention.qkv", queries + (2 * shared), shape.HiddenSize);
            weights[WeightNames.Query(layer)] = joined[..(queries * shape.HiddenSize)];
            weights[WeightNames.Key(layer)] = joined[(queries * shape.HiddenSize)..((queries + shared) * shape.HiddenSize)];
            weights[WeightNames.Value(layer)] = joined[((queries + shared) * shape.HiddenSize)..];
            weights[WeightNames.AttentionOutput(layer)] = Matrix($"layer.{layer}.attention.output", shape.HiddenSize, queries);
            var gated = Matrix($"layer.{layer}.feed_forward.gate_up", 2 * shape.IntermediateSize, shape.HiddenSize);
            weights[WeightNames.Gate(layer)] = gated[..(shape.IntermediateSize * shape.HiddenSize)];
            weights[WeightNames.Up(layer)] = gated[(shape.IntermediateSize * shape.HiddenSize)..];
            weights[WeightNames.Down(layer)] = Matrix($"layer.{layer}.feed_forward.down", shape.HiddenSize, shape.IntermediateSize);
        }

        return weights;
    }

    private float[] Gain(string name, ModelConfiguration shape) => Floats(name, Require(name), shape.HiddenSize);

    private float[] Matrix(string name, int outputs, int inputs) => _constants.Find($"{name}.weight") is { } floats
        ? LlamaGraph.Transpose(Floats(name, floats, outputs * inputs), inputs, outputs)
        : Dequantize(name, outputs * inputs);

    private float[] Dequantize(string name, int count)
    {
        var levels = Require($"{name}.levels");
        var scales = Floats($"{name}.scales", Require($"{name}.scales"), count / BlockQuantizer.BlockSize);
        return levels.Length == count || levels.Length == count / 2
            ? BlockQuantizer.Restore(levels, scales)
            : throw new InvalidDataException($"{name} has another size than its model");
    }

    private byte[] Require(string name) => _constants.Find(name) ?? throw new InvalidDataException($"it has no {name}");

    private static float[] Floats(string name, byte[] bytes, int count) => bytes.Length == count * sizeof(float)
        ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
        : throw new InvalidDataException($"{name} has another size than its model");
}
