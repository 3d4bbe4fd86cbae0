using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

using System.Text.Json.Nodes;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Onnx;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Fixtures;

/// <summary>SmolLM2-135M-Instruct as its GGUF file has it, exported in any precision once for all tests, and its references.</summary>
public sealed class RealBase : IDisposable
{
    public const int EndId = 2;
    private readonly TemporaryFolder _root = new();
    private readonly ConcurrentDictionary<WeightPrecision, Lazy<string>> _folders = new();

    internal static ModelConfiguration Config { get; } =
        new("SmolLM2", 49152, 576, 30, 9, 3, 64, 1536, MaxPositionEmbeddings: 8192, RopeTheta: 100_000);

    internal static GenAIConfig Serving { get; } =
        new(Config.MaxPositionEmbeddings, Config.VocabSize, ModelFiles.Graph, SamplingSettings.Greedy, [EndId]);

    /// <summary>The file, mapped.</summary>
    internal static IModelWeights OpenWeights() => TinyGguf.Open(SharedFiles.Require("models", "SmolLM2-135M-Instruct.Q4_1.gguf"), Config);

    /// <summary>The file's tokenizer.</summary>
    internal static BpeTokenizer OpenTokenizer() => BpeTokenizer.FromGguf(
        TinyGguf.Open(SharedFiles.Require("models", "SmolLM2-135M-Instruct.Q4_1.gguf"), Config).Metadata);

    /// <summary>The conversations of greedy.jsonl.</summary>
    internal static IReadOnlyList<(int Id, int[] Prompt, int[] Greedy)> Conversations() =>
    [
        .. File.ReadLines(SharedFiles.Require("models", "greedy.jsonl")).Select(line => JsonNode.Parse(line)!)
            .Select(row => ((int)row["id"]!, Ids(row["prompt_ids"]!), Ids(row["greedy_ids"]!))),
    ];

    /// <summary>logits.safetensors, by conversation.</summary>
    internal static IReadOnlyDictionary<int, float[]> LastLogits()
    {
        var bytes = File.ReadAllBytes(SharedFiles.Require("models", "logits.safetensors"));
        var start = 8 + (int)BitConverter.ToUInt64(bytes);
        return JsonNode.Parse(bytes.AsSpan(8, start - 8))!.AsObject().Where(entry => entry.Key.StartsWith("last_logits.", StringComparison.Ordinal))
            .ToDictionary(
                entry => int.Parse(entry.Key.Split('.')[1]),
                entry => MemoryMarshal.Cast<byte, float>(
                    bytes.AsSpan((start + (int)entry.Value!["data_offsets"]![0]!)..(start + (int)entry.Value["data_offsets"]![1]!))).ToArray());
    }

    /// <summary>A folder with the graph.</summary>
    internal string Folder(WeightPrecision precision) => _folders.GetOrAdd(precision, _ => new(() =>
    {
        using var weights = OpenWeights();
        var folder = _root[precision.ToString()];
        Directory.CreateDirectory(folder);
        LlamaGraph.Write(folder, Config, weights, precision);
        return folder;
    })).Value;

    /// <summary>Its graph in the runner that serves it.</summary>
    internal IModelRunner Load(WeightPrecision precision, int slots = 8, int threads = 2) =>
        OnnxRuntimeRunner.Load(Folder(precision), Serving, threads, slots, prefixBytes: 0);

    public void Dispose() => _root.Dispose();

    private static int[] Ids(JsonNode ids) => [.. ids.AsArray().Select(id => (int)id!)];
}

/// <summary>The little of GGUF that the file above needs.</summary>
internal sealed class TinyGguf : IModelWeights
{
    private readonly byte[] _bytes;
    private readonly Dictionary<string, (int Type, long Offset)> _places = [];
    private readonly IReadOnlyDictionary<string, TensorInfo> _tensors;
    private readonly ModelConfiguration _config;
    private long _at = 8;

    public Dictionary<string, object> Metadata { get; } = [];

    private TinyGguf(byte[] bytes, ModelConfiguration config)
    {
        (_bytes, _config, _tensors) = (bytes, config, LlamaTensors.Of(config).ToDictionary(tensor => tensor.Name));
        var (tensors, fields) = (Long(), Long());
        for (var i = 0L; i < fields; i++)
        {
            var key = Text();
            Metadata[key] = Value(Int());
        }

        for (var i = 0L; i < tensors; i++)
        {
            var name = Text();
            var dimensions = Int();
            _at += 8 * dimensions;
            _places[name] = (Int(), Long());
        }

        var data = (_at + 31) / 32 * 32;
        foreach (var (name, place) in _places.ToArray())
        {
            _places[name] = (place.Type, data + place.Offset);
        }
    }

    public static TinyGguf Open(string path, ModelConfiguration config) => new(File.ReadAllBytes(path), config);

    public float[] Read(string name) => _places[_tensors[name].GgufName] is (0, var offset)
        ? MemoryMarshal.Cast<byte, float>(_bytes.AsSpan((int)offset, (int)_tensors[name].Count * 4)).ToArray()
        : ReadBlocks(name)!.Dequantize();

    public QuantizedTensor? ReadBlocks(string name)
    {
        var tensor = _tensors[name];
        var (type, offset) = _places[tensor.GgufName];
        if (type == 0)
        {
            return null;
        }

        var (bits, bytes) = type == 3 ? (4, 20) : type == 8 ? (8, 34) : throw new NotSupportedException($"type {type}");
        var blocksPerRow = tensor.Shape[1] / 32;
        var (levels, scales, offsets) = (new byte[tensor.Count], new float[tensor.Count / 32], new float[tensor.Count / 32]);
        for (var row = 0; row < tensor.Shape[0]; row++)
        {
            for (var b = 0; b < blocksPerRow; b++)
            {
                var block = _bytes.AsSpan((int)(offset + (((Stored(tensor, row) * blocksPerRow) + b) * bytes)), bytes);
                var target = (row * blocksPerRow) + b;
                scales[target] = (float)BinaryPrimitives.ReadHalfLittleEndian(block);
                offsets[target] = type == 3 ? (float)BinaryPrimitives.ReadHalfLittleEndian(block[2..]) : -128 * scales[target];
                for (var i = 0; i < 32; i++)
                {
                    levels[(target * 32) + i] = type == 3
                        ? (byte)((block[4 + (i % 16)] >> (i / 16 * 4)) & 15)
                        : (byte)((sbyte)block[2 + i] + 128);
                }
            }
        }

        return new QuantizedTensor(bits, 32, levels, scales, offsets);
    }

    public void Dispose()
    {
    }

    // llama.cpp turns neighbouring components of a head, Hugging Face those half a head apart.
    private long Stored(TensorInfo tensor, int row)
    {
        if (!tensor.IsRotated)
        {
            return row;
        }

        var (half, i) = (_config.HeadDim / 2, row % _config.HeadDim);
        return row - i + (2 * (i % half)) + (i / half);
    }

    private int Int() => BitConverter.ToInt32(_bytes, (int)(_at += 4) - 4);

    private long Long() => BitConverter.ToInt64(_bytes, (int)(_at += 8) - 8);

    private string Text()
    {
        var length = (int)Long();
        return Encoding.UTF8.GetString(_bytes, (int)(_at += length) - length, length);
    }

    private object Value(int type)
    {
        switch (type)
        {
            case 8:
                return Text();
            case 9:
                var item = Int();
                var values = new object[Long()];
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = Value(item);
                }

                return item switch
                {
                    8 => values.Cast<string>().ToArray(),
                    6 => values.Select(Convert.ToSingle).ToArray(),
                    _ => values.Select(Convert.ToInt64).ToArray(),
                };
            case 7:
                return _bytes[_at++] != 0;
            case 6:
                return (double)BitConverter.Int32BitsToSingle(Int());
            case 4 or 5:
                return (long)Int();
            default:
                return Long();
        }
    }
}
