using System.Text.Json;
using System.Text.Json.Serialization;
using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.Requests;

/// <summary>Turns a caller's JSON into a request, and what is wrong with it into a message the caller can act on.</summary>
internal static class RequestJson
{
    /// <summary>
    /// The bytes of one request. Above what <see cref="RequestValidation.MaxCharacters"/> can take, so that the text that is too
    /// long by a factor still gets an answer that says so; SignalR just closes the connection above its limit.
    /// </summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Largest body, in bytes, that is still read so that its sender sees the refusal; a larger one is cut off.</summary>
    public const int MaxReadBytes = 4 * MaxBytes;

    private static readonly JsonSerializerOptions HubOptions = CreateOptions(JsonNamingPolicy.CamelCase);
    private static readonly JsonSerializerOptions OpenAIOptions = CreateOptions(JsonNamingPolicy.SnakeCaseLower);

    /// <summary>Reads a hub request (camelCase).</summary>
    /// <exception cref="RequestException">The JSON does not have the stated shape.</exception>
    public static ChatRequest ReadHubRequest(JsonElement json) =>
        Read(() => json.Deserialize<ChatRequest>(HubOptions));

    /// <summary>Reads a body of the OpenAI-compatible API (snake_case).</summary>
    /// <exception cref="RequestException">The body is not JSON or does not have the stated shape.</exception>
    public static T ReadOpenAIRequest<T>(byte[] body)
        where T : class =>
        Read(() => JsonSerializer.Deserialize<T>(body, OpenAIOptions));

    /// <summary>Reads a body of the server's own API (camelCase).</summary>
    /// <exception cref="RequestException">The body is not JSON or does not have the stated shape.</exception>
    public static T ReadApiRequest<T>(byte[] body)
        where T : class =>
        Read(() => JsonSerializer.Deserialize<T>(body, HubOptions));

    private static T Read<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read()
                ?? throw new RequestException(ErrorCodes.InvalidRequest, "The request is null; send a JSON object.");
        }
        catch (JsonException e)
        {
            throw Refuse(e);
        }
    }

    // The serializer's own message names .NET types; only the place is of use to the caller.
    private static RequestException Refuse(JsonException e)
    {
        string path = (e.Path ?? "$").TrimStart('$').TrimStart('.');
        return path.Length == 0
            ? new RequestException(
                ErrorCodes.InvalidRequest,
                "The request is not a JSON object of the documented shape: it is malformed, nested too deeply, or a required member ('messages') is missing.")
            : new RequestException(
                ErrorCodes.InvalidRequest,
                $"'{path}' is missing, has the wrong type or is not valid Unicode text (half of a surrogate pair).",
                path);
    }

    private static JsonSerializerOptions CreateOptions(JsonNamingPolicy naming) => new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = naming,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 32,
        Converters = { new MarkerValuesConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
