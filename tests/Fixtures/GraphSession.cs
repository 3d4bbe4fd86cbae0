using Microsoft.ML.OnnxRuntime;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Models;

namespace TreasureMarkers.Fixtures;

/// <summary>A model folder's graph in ONNX Runtime alone: whole sequences, no cache, nothing else of the folder needed.</summary>
internal sealed class GraphSession : IDisposable
{
    private readonly InferenceSession _session;

    /// <param name="folder">The folder.</param>
    /// <param name="threads">Of a pass.</param>
    /// <param name="saturates">Whether to compute as on a processor without VNNI, whatever this one has.</param>
    public GraphSession(string folder, int threads = 1, bool saturates = false)
    {
        NativeRuntime.EnsureReady();
        using var options = new SessionOptions { IntraOpNumThreads = threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        NativeRuntime.KeepProductsExact(options, NativeRuntime.Saturates || saturates);
        _session = new InferenceSession(Path.Combine(folder, ModelFiles.Graph), options);
    }

    /// <summary>The logits after each of a sequence's last tokens.</summary>
    /// <param name="tokens">The sequence.</param>
    /// <param name="count">How many of its last tokens; by default the last one alone.</param>
    public float[][] Logits(IReadOnlyList<int> tokens, int count = 1)
    {
        var memory = OrtMemoryInfo.DefaultInstance;
        var names = new List<string> { "input_ids", "attention_mask", "logits_positions" };
        var values = new List<OrtValue>
        {
            OrtValue.CreateTensorValueFromMemory(tokens.Select(token => (long)token).ToArray(), [1, tokens.Count]),
            OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1L, tokens.Count).ToArray(), [1, tokens.Count]),
            OrtValue.CreateTensorValueFromMemory(Enumerable.Range(-count, count).Select(at => (long)at).ToArray(), [count]),
        };
        foreach (var (name, input) in _session.InputMetadata.Where(input => input.Key.StartsWith("past_key_values.", StringComparison.Ordinal)))
        {
            names.Add(name);
            values.Add(OrtValue.CreateTensorValueFromMemory(memory, Memory<float>.Empty, [1, input.Dimensions[1], 0, input.Dimensions[3]]));
        }

        using var options = new RunOptions();
        using var outputs = _session.Run(options, names, values, ["logits"]);
        values.ForEach(value => value.Dispose());
        var logits = outputs[0].GetTensorDataAsSpan<float>();
        return [.. logits.ToArray().Chunk(logits.Length / count)];
    }

    public void Dispose() => _session.Dispose();
}
