using System.Runtime.InteropServices;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>
/// Ends the server on SIGTERM or Ctrl+C. The host's own lifetime would close the hub's connections at once, in the middle of
/// their replies. A second signal does not wait.
/// </summary>
/// <param name="state">Waits for the replies.</param>
/// <param name="options">Say how long.</param>
/// <param name="lifetime">Stops the host.</param>
internal sealed class DrainingLifetime(ShutdownState state, ServerOptions options, IHostApplicationLifetime lifetime) : IHostLifetime, IDisposable
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
        await state.DrainAsync(TimeSpan.FromSeconds(options.ShutdownSeconds));
        lifetime.StopApplication();
    }
}
