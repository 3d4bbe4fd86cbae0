using System.Runtime.InteropServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TreasureMarkers.ChatServer.Configuration;
using TreasureMarkers.ChatServer.Storage;

namespace TreasureMarkers.ChatServer.Generation;

/// <summary>
/// The stages of the server's end: first it takes no more requests and lets the running ones finish, then it ends those that are
/// left. Thread-safe.
/// </summary>
internal sealed class ShutdownState : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private int _replies;

    /// <summary>Whether new requests are refused.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Cancelled when the running replies have to end.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Replies that are being written.</summary>
    public int Replies => Volatile.Read(ref _replies);

    /// <summary>A reply begins. <see cref="Leave"/> must follow.</summary>
    public void Enter() => Interlocked.Increment(ref _replies);

    /// <summary>A reply has ended.</summary>
    public void Leave() => Interlocked.Decrement(ref _replies);

    /// <summary>Refuses new requests, waits for the running ones, and ends those that take longer.</summary>
    /// <param name="patience">How long they may take.</param>
    public async Task DrainAsync(TimeSpan patience)
    {
        IsDraining = true;
        await WaitAsync(patience);
        await _ending.CancelAsync();

        // What has been cut off still writes its last event and stores what it has.
        await WaitAsync(TimeSpan.FromSeconds(2));
    }

    /// <inheritdoc/>
    public void Dispose() => _ending.Dispose();

    private async Task WaitAsync(TimeSpan patience)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var end = new CancellationTokenSource(patience);
        while (Replies > 0 && !end.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}

/// <summary>
/// Ends the server on SIGTERM or Ctrl+C. The host's own lifetime would close the hub's connections at once, in the middle of
/// their replies. A second signal does not wait.
/// </summary>
/// <param name="state">Waits for the replies.</param>
/// <param name="options">Say how long it waits.</param>
/// <param name="lifetime">Stops the host.</param>
internal sealed class DrainingLifetime(ShutdownState state, IOptions<ServerOptions> options, IHostApplicationLifetime lifetime)
    : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, Handle));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) == 1)
        {
            _ = Task.Run(StopAsync);
        }
        else
        {
            lifetime.StopApplication();
        }
    }

    private async Task StopAsync()
    {
        await state.DrainAsync(TimeSpan.FromSeconds(options.Value.ShutdownSeconds));
        lifetime.StopApplication();
    }
}

/// <summary>
/// Ready while the database can be reached, until the server is told to stop. (The model is loaded before the server listens.)
/// </summary>
/// <param name="database">The database.</param>
/// <param name="shutdown">Says whether the server stops.</param>
internal sealed class ReadyCheck(Database database, ShutdownState shutdown) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        shutdown.IsDraining ? HealthCheckResult.Unhealthy("The server is stopping.")
        : !await database.IsReachableAsync(cancellationToken) ? HealthCheckResult.Unhealthy("The database cannot be reached.")
        : HealthCheckResult.Healthy();
}
