using System.Diagnostics.Metrics;
using TreasureMarkers.ChatServer.Backends;

namespace TreasureMarkers.ChatServer.Generation;

/// <summary>Counts generations: the server's own evidence that a stopped reply has stopped. Thread-safe.</summary>
internal sealed class GenerationMonitor : IDisposable
{
    /// <summary>The name of the <see cref="Meter"/>.</summary>
    public const string MeterName = "TreasureMarkers.ChatServer";

    private readonly IChatBackend _backend;
    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _stopDuration;
    private readonly Lock _lock = new();
    private readonly long[] _outcomes = new long[Enum.GetValues<GenerationOutcome>().Length];
    private double? _lastStopMilliseconds;

    /// <summary>A monitor that has seen nothing yet.</summary>
    /// <param name="backend">The model that works for the generations.</param>
    public GenerationMonitor(IChatBackend backend)
    {
        _backend = backend;
        _ended = _meter.CreateCounter<long>("chat.generations.ended", description: "Generations that ended, by outcome.");
        _stopDuration = _meter.CreateHistogram<double>(
            "chat.generations.stop.duration", "ms", "From the caller's cancellation to the model's stop.");
    }

    /// <summary>The counts at this moment.</summary>
    public GenerationStatus Status
    {
        get
        {
            lock (_lock)
            {
                return new GenerationStatus(
                    _backend.Running,
                    _backend.Queued,
                    _outcomes[(int)GenerationOutcome.Completed],
                    _outcomes[(int)GenerationOutcome.Cancelled],
                    _outcomes[(int)GenerationOutcome.Failed],
                    _lastStopMilliseconds);
            }
        }
    }

    /// <summary>A generation ended, and the model no longer works on it.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="stopMilliseconds">From the cancellation to the model's stop; null if it was not cancelled.</param>
    public void Ended(GenerationOutcome outcome, double? stopMilliseconds)
    {
        _ended.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));
        if (stopMilliseconds is { } duration)
        {
            _stopDuration.Record(duration);
        }

        lock (_lock)
        {
            _outcomes[(int)outcome]++;
            _lastStopMilliseconds = stopMilliseconds ?? _lastStopMilliseconds;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
