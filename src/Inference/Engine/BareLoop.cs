using System.Diagnostics;
using Microsoft.ML.OnnxRuntimeGenAI;

namespace TreasureMarkers.Inference.Engine;

/// <summary>
/// The shortest loop that ONNX Runtime GenAI's own examples decode with: no markers, no sampling, no text. `tm bench serve` measures the
/// engine beside it.
/// </summary>
internal sealed class BareLoop : IDisposable
{
    private readonly Model _model;

    public BareLoop(string folder, int threads)
    {
        NativeRuntime.EnsureReady();
        using var config = new Config(folder);
        config.ClearProviders();
        config.Overlay($$"""{ "model": { "decoder": { "session_options": { "intra_op_num_threads": {{threads}} } } } }""");
        _model = new Model(config);
    }

    /// <summary>Decodes greedily after a prompt, whose own pass is not timed.</summary>
    public TimeSpan Decode(int[] prompt, int tokens)
    {
        using var parameters = new GeneratorParams(_model);
        parameters.SetSearchOption("max_length", prompt.Length + tokens);
        parameters.SetSearchOption("min_length", prompt.Length + tokens);
        parameters.SetSearchOption("do_sample", false);
        using var generator = new Generator(_model, parameters);
        generator.AppendTokens(prompt);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < tokens; i++)
        {
            generator.GenerateNextToken();
            _ = generator.GetNextTokens()[0];
        }

        return Stopwatch.GetElapsedTime(started);
    }

    public void Dispose() => _model.Dispose();
}
