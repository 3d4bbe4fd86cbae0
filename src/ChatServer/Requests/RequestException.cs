namespace TreasureMarkers.ChatServer.Requests;

/// <summary>A request that is refused; the message is written for the caller.</summary>
internal sealed class RequestException : Exception
{
    /// <summary>Refuses a request.</summary>
    /// <param name="code">One of <see cref="Wire.ErrorCodes"/>.</param>
    /// <param name="message">What was wrong, what is allowed and what to do.</param>
    /// <param name="param">The member of the request that was wrong, such as <c>messages[0].content</c>; null if it is the whole.</param>
    public RequestException(string code, string message, string? param = null)
        : base(message)
    {
        Code = code;
        Param = param;
    }

    /// <summary>One of <see cref="Wire.ErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>The member of the request that was wrong; null if it is the whole.</summary>
    public string? Param { get; }

    /// <summary>Seconds after which the request may be made again; null if it is not a matter of time.</summary>
    public int? RetryAfterSeconds { get; init; }
}
