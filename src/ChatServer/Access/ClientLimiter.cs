using System.Threading.RateLimiting;
using TreasureMarkers.ChatServer.Hosting;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.Access;

/// <summary>
/// Keeps one client, which is an API key or, without one, an address, from taking the server for itself. A client may use its
/// minute at once and then goes on at the minute's rate. Thread-safe.
/// </summary>
internal sealed class ClientLimiter : IDisposable
{
    private readonly PartitionedRateLimiter<string>? _limiter;
    private readonly int _retryAfterSeconds;

    /// <summary>A limiter for the policy; it lets everything pass where there is no limit.</summary>
    public ClientLimiter(AccessPolicy policy)
    {
        if (policy.RequestsPerMinute is not { } limit)
        {
            return;
        }

        var refill = TimeSpan.FromMinutes(1) / limit;
        _retryAfterSeconds = Math.Max(1, (int)Math.Ceiling(refill.TotalSeconds));
        _limiter = PartitionedRateLimiter.Create<string, string>(client => RateLimitPartition.GetTokenBucketLimiter(client, _ => new()
        {
            TokenLimit = limit,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = refill,
            QueueLimit = 0,
        }));
    }

    /// <summary>Counts a request.</summary>
    /// <exception cref="RequestException">The client has asked too often.</exception>
    public void Count(HttpContext? context)
    {
        string client = context is null ? CallerExtensions.Anonymous
            : context.Owner() is { } owner and not CallerExtensions.Anonymous ? owner
            : context.Connection.RemoteIpAddress?.ToString() ?? CallerExtensions.Anonymous;
        using RateLimitLease? lease = _limiter?.AttemptAcquire(client);
        if (lease is { IsAcquired: false })
        {
            throw new RequestException(
                ErrorCodes.RateLimited, $"Too many requests. Try again in {_retryAfterSeconds} s.")
            {
                RetryAfterSeconds = _retryAfterSeconds,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter?.Dispose();
}
