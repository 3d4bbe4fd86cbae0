using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace TreasureMarkers.Plugin.Inference;

/// <summary>Rows of a <see cref="KeyValueBuffer"/> bound as a session's past and present, so that a pass adds to them in place.</summary>
internal sealed class BatchView : IDisposable
{
    /// <summary>The input of our own exports that says after which tokens logits are wanted, counted from the end; others lack it.</summary>
    public const string LogitsPositions = "logits_positions";

    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _caches = [];

    /// <summary>Binds rows that follow one another.</summary>
    public BatchView(InferenceSession session, CacheShape shape, KeyValueBuffer buffer, int first, int rows)
    {
        _binding = session.CreateIoBinding();
        for (var tensor = 0; tensor < shape.Tensors; tensor++)
        {
            var (address, bytes) = buffer.Rows(tensor, first, rows);
            var cache = OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [rows, shape.Heads, buffer.Capacity, shape.HeadSize], address, bytes);
            _caches.Add(cache);
            var name = $"{tensor / 2}.{(tensor % 2 == 0 ? "key" : "value")}";
            _binding.BindInput($"past_key_values.{name}", cache);
            _binding.BindOutput($"present.{name}", cache);
        }
    }

    /// <summary>Runs a pass.</summary>
    public void Run(InferenceSession session, RunOptions options, OrtValue ids, OrtValue mask, OrtValue? positions, OrtValue logits)
    {
        _binding.BindInput("input_ids", ids);
        _binding.BindInput("attention_mask", mask);
        if (positions is not null)
        {
            _binding.BindInput(LogitsPositions, positions);
        }

        _binding.BindOutput("logits", logits);
        session.RunWithBinding(options, _binding);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _binding.Dispose();
        foreach (var cache in _caches)
        {
            cache.Dispose();
        }
    }
}
