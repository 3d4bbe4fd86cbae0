using Microsoft.ML.OnnxRuntimeGenAI;
using TreasureMarkers.Inference.Engine;

namespace TreasureMarkers.Fixtures;

/// <summary>A model that passes each sequence whole, in a new ONNX Runtime GenAI generator: what every other way is held against.</summary>
internal sealed class ReferenceModel : IDisposable
{
    private readonly Model _model;

    public ReferenceModel(string folder)
    {
        NativeRuntime.EnsureReady();
        _model = new Model(folder);
    }

    /// <summary>The logits after the last token of a sequence.</summary>
    public float[] Logits(ReadOnlySpan<int> tokens)
    {
        using var parameters = new GeneratorParams(_model);
        parameters.SetSearchOption("max_length", tokens.Length + 1);
        using var generator = new Generator(_model, parameters);
        generator.AppendTokens(tokens);
        using var logits = generator.GetOutput("logits");
        return logits.GetData<float>()[^(int)logits.Shape()[^1]..].ToArray();
    }

    public void Dispose() => _model.Dispose();
}
