namespace TreasureMarkers.Data.Annotation;

/// <summary>Spaces requests evenly, and holds all of them back while the server asks for that. Thread-safe.</summary>
/// <param name="requestsPerMinute">The most requests in a minute, or null for no limit.</param>
internal sealed class RequestPace(int? requestsPerMinute)
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _space = requestsPerMinute is { } n ? TimeSpan.FromMinutes(1.0 / n) : TimeSpan.Zero;
    private TimeSpan _next = Now;

    private static TimeSpan Now => TimeSpan.FromMilliseconds(Environment.TickCount64);

    /// <summary>Waits for the next request's turn.</summary>
    public async Task TurnAsync(CancellationToken ct)
    {
        TimeSpan turn;
        lock (_lock)
        {
            turn = _next > Now ? _next : Now;
            _next = turn + _space;
        }

        while (turn - Now is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, ct);
        }
    }

    /// <summary>Lets no request begin for so long.</summary>
    public void Pause(TimeSpan wait)
    {
        lock (_lock)
        {
            _next = _next > Now + wait ? _next : Now + wait;
        }
    }
}
