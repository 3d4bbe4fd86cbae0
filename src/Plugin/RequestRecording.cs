using System.Diagnostics;
using Microsoft.Extensions.AI;
using TreasureMarkers.Plugin.Generation;

namespace TreasureMarkers.Plugin;

/// <summary>Follows one request for traces and metrics, from its start to its disposal.</summary>
/// <param name="model">The model's name.</param>
internal sealed class RequestRecording(string model) : IDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Activity? _activity = PluginTelemetry.Start(model);
    private UsageDetails? _usage;
    private string? _error;

    /// <summary>Runs a step; what it throws is recorded and thrown on.</summary>
    public T Watch<T>(Func<T> step)
    {
        try
        {
            return step();
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

    /// <summary>Takes what an event tells about usage.</summary>
    public void Note(GenerationEvent next) => _usage = (next as GenerationEvent.Finished)?.Usage ?? _usage;

    /// <summary>Records the request's end.</summary>
    public void Dispose()
    {
        PluginTelemetry.Finish(_activity, model, Stopwatch.GetElapsedTime(_started), _usage, _error);
        _activity?.Dispose();
    }
}
