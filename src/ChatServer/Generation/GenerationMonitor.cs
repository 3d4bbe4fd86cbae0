using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Generation;

/// <summary>Counts generations. Its counts show that the model has stopped after a reply was stopped. Thread-safe.</summary>
internal sealed class GenerationMonitor : IDisposable
{
    /// <summary>The name of the <see cref="Meter"/>.</summary>
    public const string MeterName = "TreasureMarkers.ChatServer";

    private readonly MarkerChatClient? _local;
    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _stopDuration;
    private readonly Lock _lock = new();
    private int _open;
    private readonly long[] _outcomes = new long[Enum.GetValues<GenerationOutcome>().Length];
    private double? _lastStopMilliseconds;

    /// <summary>A monitor that has seen nothing yet.</summary>
    /// <param name="client">
    /// The model. One in this process tells itself what it works on and what waits; another engine keeps its own queue, and every
    /// generation that has begun counts as active.
    /// </param>
    public GenerationMonitor(IChatClient client)
    {
        _local = client.GetService<MarkerChatClient>();
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
                    _local?.RunningRequests ?? _open,
                    _local?.QueuedRequests ?? 0,
                    _outcomes[(int)GenerationOutcome.Completed],
                    _outcomes[(int)GenerationOutcome.Cancelled],
                    _outcomes[(int)GenerationOutcome.Failed],
                    _lastStopMilliseconds);
            }
        }
    }

    /// <summary>A generation begins.</summary>
    public void Begun() => Interlocked.Increment(ref _open);

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
            Interlocked.Decrement(ref _open);
            _outcomes[(int)outcome]++;
            _lastStopMilliseconds = stopMilliseconds ?? _lastStopMilliseconds;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}

/// <summary>What <c>GET /api/status</c> answers. Counts are since the start of the server.</summary>
/// <param name="Active">Requests that the model is working for at this moment.</param>
/// <param name="Queued">Requests that wait for the model.</param>
/// <param name="Completed">Generations that reached their end.</param>
/// <param name="Cancelled">Generations that their caller, or the server's shutdown, stopped.</param>
/// <param name="Failed">Generations that ended with an error.</param>
/// <param name="LastStopMilliseconds">From the last cancellation to the model's stop; null before the first.</param>
internal sealed record GenerationStatus(
    int Active, int Queued, long Completed, long Cancelled, long Failed, double? LastStopMilliseconds);

/// <summary>How a generation ended.</summary>
internal enum GenerationOutcome
{
    /// <summary>It reached its end.</summary>
    Completed,

    /// <summary>Its caller, or the server's shutdown, stopped it.</summary>
    Cancelled,

    /// <summary>It ended with an error.</summary>
    Failed,
}

/// <summary>
/// One generation from its acceptance to the model's stop. It is disposed after the model's enumerator, so the time
/// between cancellation and disposal is what the model really took to stop.
/// </summary>
internal sealed partial class GenerationScope : IDisposable
{
    private readonly GenerationMonitor _monitor;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenRegistration _callerStops;
    private readonly CancellationTokenRegistration _serverStops;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private long _stopped;
    private bool _completed;

    /// <summary>A generation that begins now.</summary>
    /// <param name="monitor">Counts the outcome.</param>
    /// <param name="logger">Logs the begin and the end.</param>
    /// <param name="caller">Cancelled when the caller stops the reply or is gone.</param>
    /// <param name="server">Cancelled when the server shuts down.</param>
    public GenerationScope(GenerationMonitor monitor, ILogger logger, CancellationToken caller, CancellationToken server)
    {
        _monitor = monitor;
        _logger = logger;
        _callerStops = caller.Register(Stop);
        _serverStops = server.Register(Stop);
        monitor.Begun();
        LogBegun(Id);
    }

    /// <summary>The name of the generation in the log and in the started event.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Cancelled when the caller or the server stops.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The time since the request was accepted.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_begun);

    /// <summary>The model reached the end of its answer.</summary>
    public void Complete() => _completed = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        _callerStops.Dispose();
        _serverStops.Dispose();
        var outcome = _completed ? GenerationOutcome.Completed
            : _stop.IsCancellationRequested ? GenerationOutcome.Cancelled
            : GenerationOutcome.Failed;
        double? stopMilliseconds = outcome is GenerationOutcome.Cancelled
            ? Stopwatch.GetElapsedTime(_stopped).TotalMilliseconds
            : null;
        _monitor.Ended(outcome, stopMilliseconds);
        LogEnded(Id, outcome, Elapsed.TotalMilliseconds, stopMilliseconds);
        _stop.Dispose();
    }

    // The time is noted before the model is told: callbacks of one source run in an order that is not ours to choose.
    private void Stop()
    {
        Interlocked.CompareExchange(ref _stopped, Stopwatch.GetTimestamp(), 0);
        _stop.Cancel();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Generation {Id} begun")]
    private partial void LogBegun(string id);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Generation {Id} {Outcome} after {Milliseconds:0} ms; from cancellation to stop: {StopMilliseconds:0.0} ms")]
    private partial void LogEnded(string id, GenerationOutcome outcome, double milliseconds, double? stopMilliseconds);
}
