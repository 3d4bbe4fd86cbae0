using System.Diagnostics;

namespace TreasureMarkers.ChatServer.Generation;

/// <summary>
/// One generation from its acceptance to the model's stop. It is disposed after the model's enumerator, so the time it notes
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

    /// <param name="monitor">Counts the outcome.</param>
    /// <param name="logger">Is told of begin and end.</param>
    /// <param name="caller">Cancelled when the caller stops the reply or is gone.</param>
    /// <param name="server">Cancelled when the server shuts down.</param>
    public GenerationScope(GenerationMonitor monitor, ILogger logger, CancellationToken caller, CancellationToken server)
    {
        _monitor = monitor;
        _logger = logger;
        _callerStops = caller.Register(Stop);
        _serverStops = server.Register(Stop);
        LogBegun(Id);
    }

    /// <summary>Names the generation in the log and in the started event.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Cancelled when the caller or the server stops.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Since the acceptance of the request.</summary>
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
