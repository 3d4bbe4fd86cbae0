using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace TreasureMarkers.Inference.Engine;

/// <summary>Rows of a <see cref="KeyValueBuffer"/> bound as a session's past and present, so that a pass adds to them in place.</summary>
internal sealed class BatchView : IDisposable
{
    private const string Logits = "logits";
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
    /// <param name="session">The session.</param>
    /// <param name="options">Can end it.</param>
    /// <param name="inputs">Ids, mask and, where the model takes them, positions.</param>
    /// <param name="logits">Takes the logits.</param>
    public void Run(InferenceSession session, RunOptions options, IEnumerable<(string Name, OrtValue Value)> inputs, OrtValue logits)
    {
        Bind(inputs);
        _binding.BindOutput(Logits, logits);
        session.RunWithBinding(options, _binding);
    }

    /// <summary>
    /// Runs a pass whose logits have not the size that the model declares: the runtime takes no memory for them from outside.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="options">Can end it.</param>
    /// <param name="inputs">Ids, mask and positions.</param>
    /// <param name="logits">Takes the logits.</param>
    public void Run(InferenceSession session, RunOptions options, IEnumerable<(string Name, OrtValue Value)> inputs, Span<float> logits)
    {
        Bind(inputs);
        _binding.BindOutputToDevice(Logits, OrtMemoryInfo.DefaultInstance);
        using var outputs = session.RunWithBoundResults(options, _binding);
        outputs[Array.IndexOf(_binding.GetOutputNames(), Logits)].GetTensorDataAsSpan<float>().CopyTo(logits);
    }

    private void Bind(IEnumerable<(string Name, OrtValue Value)> inputs)
    {
        foreach (var (name, value) in inputs)
        {
            _binding.BindInput(name, value);
        }
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
