using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntimeGenAI;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>An exported model in the runtime that serves it.</summary>
internal sealed partial class GenAI : IDisposable
{
    private readonly Microsoft.ML.OnnxRuntimeGenAI.Model _model;
    private readonly GeneratorParams _parameters;
    private readonly Generator _generator;

    // The runtime reads its telemetry switch from the C library's environment, once.
    static GenAI() => _ = SetEnvironment("ORT_DISABLE_TELEMETRY", "1", 1);

    public GenAI(string folder, int maximumLength)
    {
        _model = LoadModel(folder);
        _parameters = new GeneratorParams(_model);
        _parameters.SetSearchOption("max_length", maximumLength);
        _generator = new Generator(_model, _parameters);
    }

    /// <summary>The model alone, for what needs no generator; telemetry is off.</summary>
    public static Microsoft.ML.OnnxRuntimeGenAI.Model LoadModel(string folder) => new(folder);

    /// <summary>Appends tokens and gives the logits after the last one.</summary>
    public float[] Append(params int[] tokens)
    {
        _generator.AppendTokens(tokens);
        using var logits = _generator.GetOutput("logits");
        return logits.GetData<float>().ToArray();
    }

    public void Dispose()
    {
        _generator.Dispose();
        _parameters.Dispose();
        _model.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
