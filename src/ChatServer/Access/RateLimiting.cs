using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using TreasureMarkers.ChatServer.Configuration;
using TreasureMarkers.ChatServer.Contracts;

namespace TreasureMarkers.ChatServer.Access;

/// <summary>
/// Limits the requests of one client, which is an API key or, without one, an address. A client may use its minute at once and
/// then goes on at the minute's rate. Thread-safe. (ASP.NET Core's own middleware counts HTTP requests only, and the hub's calls
/// are messages of one connection.)
/// </summary>
internal sealed class ClientLimiter : IDisposable
{
    private readonly PartitionedRateLimiter<string>? _limiter;
    private readonly int _retryAfterSeconds;

    /// <summary>A limiter for the options; it lets everything pass where they set no limit.</summary>
    public ClientLimiter(IOptions<ServerOptions> options)
    {
        if (options.Value.RequestLimit() is not { } limit)
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
        string client = context is null ? Callers.Anonymous
            : context.User.Owner() is var owner and not Callers.Anonymous ? owner
            : context.Connection.RemoteIpAddress?.ToString() ?? Callers.Anonymous;
        using RateLimitLease? lease = _limiter?.AttemptAcquire(client);
        if (lease is { IsAcquired: false })
        {
            throw new RequestException(ErrorCodes.RateLimited, $"Too many requests. Try again in {_retryAfterSeconds} s.")
            {
                RetryAfterSeconds = _retryAfterSeconds,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter?.Dispose();
}

/// <summary>Counts HTTP requests against their client's limit. The hub counts what is asked over one connection.</summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="limiter">Counts.</param>
internal sealed class RateLimitMiddleware(RequestDelegate next, ClientLimiter limiter)
{
    /// <summary>Lets the request pass, or answers it with 429.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (Callers.IsProtected(context.Request.Path))
            {
                limiter.Count(context);
            }
        }
        catch (RequestException e)
        {
            return context.WriteErrorAsync(e.ToEvent());
        }

        return next(context);
    }
}
