using System.Net;

namespace TreasureMarkers.Data.Annotation;

/// <summary>What an answer that is no success means for the next try.</summary>
internal static class HttpFailures
{
    /// <summary>Whether the same request may succeed later: too many requests, too slow, or a failure of the server.</summary>
    public static bool MayPass(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;

    /// <summary>Whether the server refuses this request and may answer others.</summary>
    public static bool IsOfThisRequest(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity;

    /// <summary>How long the server asks to wait, or null when it does not say.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - DateTimeOffset.UtcNow is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };
}
