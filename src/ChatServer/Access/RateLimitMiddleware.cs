using TreasureMarkers.ChatServer.Generation;
using TreasureMarkers.ChatServer.OpenAI;
using TreasureMarkers.ChatServer.Requests;

namespace TreasureMarkers.ChatServer.Access;

/// <summary>Counts HTTP requests against their client's limit; the hub counts what is asked over one connection.</summary>
/// <param name="next">What comes after.</param>
/// <param name="limiter">Counts.</param>
internal sealed class RateLimitMiddleware(RequestDelegate next, ClientLimiter limiter)
{
    /// <summary>Lets the request pass, or answers it with 429.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (ProtectedPaths.Includes(context.Request.Path))
            {
                limiter.Count(context);
            }
        }
        catch (RequestException e)
        {
            return OpenAIJson.WriteErrorAsync(context, ReplyErrors.Find(e)!);
        }

        return next(context);
    }
}
