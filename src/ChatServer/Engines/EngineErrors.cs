using System.ClientModel.Primitives;
using System.Text.Json;
using TreasureMarkers.ChatServer.Contracts;

namespace TreasureMarkers.ChatServer.Engines;

/// <summary>
/// Turns an engine's failures into what a caller may know: what the caller can change, and never the engine's address or key. The
/// rest is logged.
/// </summary>
/// <param name="options">The engine, whose address and key are kept out of messages.</param>
/// <param name="logger">Logs failures.</param>
internal sealed partial class EngineErrors(OpenAIEngineOptions options, ILogger logger)
{
    private const int MaxMessage = 500;
    private const int DefaultRetrySeconds = 5;

    /// <summary>The engine cannot be reached, or broke off.</summary>
    public RequestException Broken(Exception? cause)
    {
        LogBroken(cause);
        return new RequestException(
            ErrorCodes.BackendUnavailable, "The model's engine cannot be reached. Try again in a few seconds.")
        {
            RetryAfterSeconds = DefaultRetrySeconds,
        };
    }

    /// <summary>The engine refused the request.</summary>
    public RequestException Read(PipelineResponse response)
    {
        JsonElement? error = ParseError(response.Content);
        LogRefused(response.Status, Text(error, "code"), Text(error, "message"));
        return response.Status switch
        {
            StatusCodes.Status429TooManyRequests => Overloaded(
                response.Headers.TryGetValue("Retry-After", out string? wait) && int.TryParse(wait, out int seconds) ? seconds : null),
            StatusCodes.Status400BadRequest or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status422UnprocessableEntity =>
                Refused(error),
            _ => Broken(null),
        };
    }

    /// <summary>The engine failed in the middle of its answer.</summary>
    public RequestException Read(JsonElement error)
    {
        LogRefused(StatusCodes.Status200OK, Text(error, "code"), Text(error, "message"));
        return Text(error, "code") is ErrorCodes.Overloaded or ErrorCodes.RateLimited ? Overloaded(null) : Broken(null);
    }

    private static RequestException Overloaded(int? seconds)
    {
        ErrorEvent error = ErrorEvents.Overloaded(Math.Max(1, seconds ?? DefaultRetrySeconds));
        return new RequestException(error.Code, error.Message) { RetryAfterSeconds = error.RetryAfterSeconds };
    }

    private RequestException Refused(JsonElement? error)
    {
        string code = Text(error, "code") is { } told
            and (ErrorCodes.ContextLengthExceeded or ErrorCodes.TooLarge or ErrorCodes.InvalidMarkers or ErrorCodes.Unsupported)
            ? told
            : ErrorCodes.InvalidRequest;
        string message = Text(error, "message") is { Length: > 0 } said ? Redact(said) : "The model's engine refused the request.";
        return new RequestException(code, message, code == ErrorCodes.ContextLengthExceeded ? "messages" : null);
    }

    private string Redact(string message)
    {
        var address = new Uri(options.BaseUrl);
        foreach (string? secret in (string?[])[options.BaseUrl, address.Authority, address.Host, options.ApiKey])
        {
            message = string.IsNullOrEmpty(secret) ? message : message.Replace(secret, "…", StringComparison.OrdinalIgnoreCase);
        }

        return message.Length <= MaxMessage ? message : message[..MaxMessage];
    }

    private static JsonElement? ParseError(BinaryData body)
    {
        try
        {
            var json = JsonElement.Parse(body.ToMemory().Span);
            return json.ValueKind is JsonValueKind.Object && json.TryGetProperty("error", out JsonElement error) ? error : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement? error, string name) =>
        error is { ValueKind: JsonValueKind.Object } found
        && found.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The engine cannot be reached, or broke off")]
    private partial void LogBroken(Exception? cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The engine answered {Status} {Code}: {Message}")]
    private partial void LogRefused(int status, string? code, string? message);
}
