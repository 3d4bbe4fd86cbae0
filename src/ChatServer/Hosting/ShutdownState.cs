namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>
/// How far the server's end has come: first it takes no more requests and lets the running ones finish, then it ends those
/// that are left. Thread-safe.
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

    /// <summary>A reply begins; its end is told by <see cref="Leave"/>.</summary>
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
