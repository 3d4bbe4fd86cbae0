using System.Net;
using System.Text.Json;
using TreasureMarkers.ChatServer.OpenAI;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.Backends;

/// <summary>
/// What a caller is told of an engine's failure: what the caller can change, and never where the engine is or what it was sent
/// to open it. The log is told the rest.
/// </summary>
/// <param name="options">The engine, whose address and key are kept out of messages.</param>
/// <param name="logger">Is told of failures.</param>
internal sealed partial class UpstreamErrors(UpstreamOptions options, ILogger logger)
{
    private const int MaxBody = 64 * 1024;
    private const int MaxMessage = 500;
    private const int DefaultRetrySeconds = 5;

    /// <summary>The engine cannot be reached, or broke off.</summary>
    public RequestException Broken(Exception? cause)
    {
        LogBroken(cause);
        return new RequestException(ErrorCodes.BackendUnavailable, "The model's engine cannot be reached. Try again in a few seconds.")
        {
            RetryAfterSeconds = DefaultRetrySeconds,
        };
    }

    /// <summary>The engine refused the request.</summary>
    public async Task<RequestException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        JsonElement? error = await ReadBodyAsync(response, cancellationToken);
        LogRefused((int)response.StatusCode, Text(error, "code"), Text(error, "message"));
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => Overloaded((int?)response.Headers.RetryAfter?.Delta?.TotalSeconds),
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity => Refused(error),
            _ => Broken(null),
        };
    }

    /// <summary>The engine failed in the middle of its answer.</summary>
    public RequestException Read(JsonElement error)
    {
        LogRefused(200, Text(error, "code"), Text(error, "message"));
        return Text(error, "code") is ErrorCodes.Overloaded or ErrorCodes.RateLimited ? Overloaded(null) : Broken(null);
    }

    private static RequestException Overloaded(int? seconds) =>
        new(ErrorCodes.Overloaded, "Too many requests wait for the model. Try again in a few seconds.")
        {
            RetryAfterSeconds = Math.Max(1, seconds ?? DefaultRetrySeconds),
        };

    private RequestException Refused(JsonElement? error)
    {
        string code = Text(error, "code") is ErrorCodes.ContextLengthExceeded or ErrorCodes.TooLarge or ErrorCodes.InvalidMarkers or ErrorCodes.Unsupported
            ? Text(error, "code")!
            : ErrorCodes.InvalidRequest;
        string message = Text(error, "message") is { Length: > 0 } said ? Redact(said) : "The model's engine refused the request.";
        return new RequestException(code, message, code == ErrorCodes.ContextLengthExceeded ? "messages" : null);
    }

    private string Redact(string message)
    {
        string redacted = message
            .Replace(options.BaseUrl, "…", StringComparison.OrdinalIgnoreCase)
            .Replace(new Uri(options.BaseUrl).Authority, "…", StringComparison.OrdinalIgnoreCase)
            .Replace(new Uri(options.BaseUrl).Host, "…", StringComparison.OrdinalIgnoreCase);
        redacted = string.IsNullOrEmpty(options.ApiKey) ? redacted : redacted.Replace(options.ApiKey, "…", StringComparison.Ordinal);
        return redacted.Length <= MaxMessage ? redacted : redacted[..MaxMessage];
    }

    private static async Task<JsonElement?> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            byte[] body = new byte[MaxBody];
            int length = await stream.ReadAtLeastAsync(body, MaxBody, throwOnEndOfStream: false, cancellationToken);
            return JsonElement.Parse(body.AsSpan(0, length)).Member("error");
        }
        catch (Exception e) when (e is JsonException or IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement? error, string name) =>
        error?.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The engine cannot be reached, or broke off")]
    private partial void LogBroken(Exception? cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The engine answered {Status} {Code}: {Message}")]
    private partial void LogRefused(int status, string? code, string? message);
}
