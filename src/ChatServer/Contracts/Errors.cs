using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.Contracts;

/// <summary>The codes of <see cref="ErrorEvent"/>, and the <c>code</c> of the OpenAI-compatible API's errors.</summary>
internal static class ErrorCodes
{
    /// <summary>The request is not JSON of the stated shape, or a value is out of range.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>A marker category or value that the taxonomy does not have; the message names the allowed ones.</summary>
    public const string InvalidMarkers = "invalid_markers";

    /// <summary>The model cannot do what the request asks for; the message says what to leave out.</summary>
    public const string Unsupported = "unsupported";

    /// <summary>The API has no such address or method.</summary>
    public const string NotFound = "not_found";

    /// <summary>The caller has no conversation of that id.</summary>
    public const string ConversationNotFound = "conversation_not_found";

    /// <summary>The database cannot be reached; nothing was stored.</summary>
    public const string StorageUnavailable = "storage_unavailable";

    /// <summary>The messages do not fit the server's size limit.</summary>
    public const string TooLarge = "too_large";

    /// <summary>The messages do not fit the model's context.</summary>
    public const string ContextLengthExceeded = "context_length_exceeded";

    /// <summary>The request names a model that is not served.</summary>
    public const string ModelNotFound = "model_not_found";

    /// <summary>Too many requests wait for the model; try again later.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The client has asked too often; the message says when to come back.</summary>
    public const string RateLimited = "rate_limit_exceeded";

    /// <summary>An API key is missing, wrong or revoked.</summary>
    public const string InvalidApiKey = "invalid_api_key";

    /// <summary>The engine behind this server cannot be reached; try again later.</summary>
    public const string BackendUnavailable = "backend_unavailable";

    /// <summary>The server is stopping.</summary>
    public const string ShuttingDown = "shutting_down";

    /// <summary>A defect of the server; the log has the details under the generation's id.</summary>
    public const string Internal = "internal";
}

/// <summary>A request that is refused. The message is written for the caller.</summary>
/// <param name="code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="message">What was wrong, what is allowed and what to do.</param>
/// <param name="param">The member of the request that was wrong, such as <c>messages[0].content</c>; null if it is the whole.</param>
internal sealed class RequestException(string code, string message, string? param = null) : Exception(message)
{
    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; } = code;

    /// <summary>The member of the request that was wrong; null if it is the whole request.</summary>
    public string? Param { get; } = param;

    /// <summary>Seconds after which the request may be made again; null if waiting does not help.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The refusal as the event that ends a reply.</summary>
    public ErrorEvent ToEvent() => new(Code, Message) { Param = Param, RetryAfterSeconds = RetryAfterSeconds };

    /// <summary>The refusal of an id that the caller has no conversation of.</summary>
    /// <param name="param">What the caller's API calls the id.</param>
    public static RequestException NoConversation(string param) => new(
        ErrorCodes.ConversationNotFound, "There is no such conversation. POST /api/conversations makes one.", param);

    /// <summary>The refusal of a member.</summary>
    /// <param name="param">The member.</param>
    /// <param name="rule">What holds for it: the rest of a sentence that begins with its name, without the full stop.</param>
    public static RequestException Invalid(string param, string rule) =>
        new(ErrorCodes.InvalidRequest, $"'{param}' {rule}.", param);

    /// <summary>Refuses a member that does not keep its rule.</summary>
    /// <exception cref="RequestException">The condition does not hold.</exception>
    public static void Require(bool condition, string param, string rule)
    {
        if (!condition)
        {
            throw Invalid(param, rule);
        }
    }
}

/// <summary>The errors that do not depend on what was asked.</summary>
internal static class ErrorEvents
{
    /// <summary>The server is stopping.</summary>
    public static ErrorEvent ShuttingDown { get; } = new(ErrorCodes.ShuttingDown, "The server is stopping; ask again when it is back.");

    /// <summary>The server's own fault, without its details.</summary>
    public static ErrorEvent Internal { get; } =
        new(ErrorCodes.Internal, "The server failed on this request; its log has the details.");

    /// <summary>Too many requests wait for the model.</summary>
    /// <param name="retryAfterSeconds">Seconds after which the request may be made again.</param>
    public static ErrorEvent Overloaded(int retryAfterSeconds) =>
        new(ErrorCodes.Overloaded, "Too many requests wait for the model. Try again in a few seconds.")
        {
            RetryAfterSeconds = retryAfterSeconds,
        };

    /// <summary>The database cannot be reached.</summary>
    public static ErrorEvent StorageUnavailable { get; } = new(
        ErrorCodes.StorageUnavailable, "The conversations' database cannot be reached. Try again in a few seconds.");
}

/// <summary>Errors as HTTP answers. Every API of the server answers with OpenAI's error object.</summary>
internal static class HttpErrors
{
    /// <summary>
    /// snake_case names, members absent instead of null, and letters beyond ASCII as they are (no answer is put into HTML).
    /// </summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Answers with an error.</summary>
    public static Task WriteErrorAsync(this HttpContext context, ErrorEvent error)
    {
        context.Response.StatusCode = StatusOf(error);
        if (error.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = $"{seconds}";
        }

        return context.Response.WriteAsJsonAsync(ErrorBody(error), Json, context.RequestAborted);
    }

    /// <summary>OpenAI's error object.</summary>
    public static object ErrorBody(ErrorEvent error) => new
    {
        error = new Dictionary<string, string?>
        {
            ["message"] = error.Message,
            ["type"] = StatusOf(error) switch
            {
                StatusCodes.Status429TooManyRequests => "rate_limit_error",
                >= 500 => "server_error",
                _ => "invalid_request_error",
            },
            ["param"] = error.Param,
            ["code"] = error.Code,
        },
    };

    private static int StatusOf(ErrorEvent error) => error.Code switch
    {
        ErrorCodes.ModelNotFound or ErrorCodes.NotFound or ErrorCodes.ConversationNotFound => StatusCodes.Status404NotFound,
        ErrorCodes.InvalidApiKey => StatusCodes.Status401Unauthorized,
        ErrorCodes.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorCodes.Overloaded or ErrorCodes.RateLimited => StatusCodes.Status429TooManyRequests,
        ErrorCodes.ShuttingDown or ErrorCodes.StorageUnavailable or ErrorCodes.BackendUnavailable =>
            StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Internal => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };
}
