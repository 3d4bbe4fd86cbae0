using System.Diagnostics;
using TreasureMarkers.Inference.Generation;

namespace TreasureMarkers.Plugin;

/// <summary>Follows one request for traces and metrics, from its start to its disposal.</summary>
/// <param name="model">The model's name.</param>
internal sealed class RequestRecording(string model) : IDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Activity? _activity = PluginTelemetry.Start(model);
    private GenerationEvent.Finished? _end;
    private string? _error;

    /// <summary>Reads the request; what this throws is recorded and thrown on.</summary>
    public GenerationRequest Read(Func<GenerationRequest> read)
    {
        try
        {
            var request = read();
            PluginTelemetry.Describe(_activity, request);
            return request;
        }
        catch (Exception e)
        {
            _error = e.GetType().FullName;
            throw;
        }
    }

    /// <summary>Awaits a step; what it throws is recorded and thrown on.</summary>
    public async Task<T> WatchAsync<T>(Task<T> step)
    {
        try
        {
            return await step;
        }
        catch (Exception e)
        {
            _error = e.GetType().FullName;
            throw;
        }
    }

    /// <summary>Takes what an event tells about the answer's end.</summary>
    public void Note(GenerationEvent next) => _end = next as GenerationEvent.Finished ?? _end;

    /// <summary>Records the request's end.</summary>
    public void Dispose()
    {
        PluginTelemetry.Finish(_activity, model, Stopwatch.GetElapsedTime(_started), _end, _error);
        _activity?.Dispose();
    }
}
