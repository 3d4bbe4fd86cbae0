using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>How this API's answers are written.</summary>
internal static class OpenAIJson
{
    /// <summary>snake_case, absent instead of null. The answers are never embedded in HTML, so letters stay letters.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>OpenAI's error object.</summary>
    public static object ErrorBody(ErrorEvent error) => new
    {
        error = new Dictionary<string, string?>
        {
            ["message"] = error.Message,
            ["type"] = TypeOf(StatusOf(error)),
            ["param"] = error.Param,
            ["code"] = error.Code,
        },
    };

    /// <summary>The HTTP status of an error.</summary>
    public static int StatusOf(ErrorEvent error) => error.Code switch
    {
        ErrorCodes.ModelNotFound or ErrorCodes.NotFound or ErrorCodes.ConversationNotFound => StatusCodes.Status404NotFound,
        ErrorCodes.InvalidApiKey => StatusCodes.Status401Unauthorized,
        ErrorCodes.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorCodes.Overloaded or ErrorCodes.RateLimited => StatusCodes.Status429TooManyRequests,
        ErrorCodes.ShuttingDown or ErrorCodes.StorageUnavailable => StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Internal => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>Answers with an error.</summary>
    public static Task WriteErrorAsync(HttpContext context, ErrorEvent error)
    {
        context.Response.StatusCode = StatusOf(error);
        if (error.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = $"{seconds}";
        }

        return context.Response.WriteAsJsonAsync(ErrorBody(error), Options, context.RequestAborted);
    }

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
