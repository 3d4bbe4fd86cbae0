using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using TreasureMarkers.Inference;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Fixtures;

/// <summary>SmolLM2-135M-Instruct as its GGUF file has it, exported in any precision once for all tests, and its references.</summary>
public sealed class RealBase : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly ConcurrentDictionary<WeightPrecision, Lazy<string>> _folders = new();

    /// <summary>The conversations of greedy.jsonl.</summary>
    internal static IReadOnlyList<GreedyRow> Conversations() =>
    [
        .. File.ReadLines(SharedFiles.Require("models", "greedy.jsonl")).Select(line => JsonNode.Parse(line)!).Select(row => new GreedyRow(
            (int)row["id"]!,
            [.. row["messages"]!.AsArray().Select(message => new PromptMessage((string)message!["role"]!, (string)message["content"]!))],
            Ids(row["prompt_ids"]!),
            Ids(row["greedy_ids"]!),
            (string)row["text"]!,
            (bool)row["ended"]!)),
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

    /// <summary>Its model folder.</summary>
    internal string Folder(WeightPrecision precision) => _folders.GetOrAdd(precision, _ => new(() =>
    {
        using var source = ModelSource.Open(SharedFiles.Require("models", "SmolLM2-135M-Instruct.Q4_1.gguf"));
        var exported = precision == WeightPrecision.Int8 ? Calibration.Smooth(source, CancellationToken.None) : source;
        ModelExport.ToModelFolder(exported, _root[precision.ToString()], precision);
        return _root[precision.ToString()];
    })).Value;

    /// <summary>Its model folder, read.</summary>
    internal ModelFolder Open(WeightPrecision precision) => ModelFolder.Load(Folder(precision));

    /// <summary>Its graph in the runner that serves it.</summary>
    internal IModelRunner Load(WeightPrecision precision, int slots = 8, int threads = 2) =>
        OnnxRuntimeRunner.Load(Folder(precision), Open(precision).Config, threads, slots, prefixBytes: 0);

    /// <summary>The whole engine over it.</summary>
    internal TextGenerator LoadGenerator(WeightPrecision precision) =>
        TextGenerator.Load(new MarkerModelOptions { ModelFolder = Folder(precision), Threads = 2 });

    public void Dispose() => _root.Dispose();

    private static int[] Ids(JsonNode ids) => [.. ids.AsArray().Select(id => (int)id!)];
}

/// <summary>A conversation with what transformers answered greedily.</summary>
internal sealed record GreedyRow(int Id, IReadOnlyList<PromptMessage> Messages, int[] Prompt, int[] Greedy, string Text, bool Ended);
