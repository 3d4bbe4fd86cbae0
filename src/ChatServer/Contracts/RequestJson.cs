using System.Text.Json;
using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.Contracts;

/// <summary>Reads a caller's JSON, and turns what is wrong with it into a message that the caller can act on.</summary>
internal static class RequestJson
{
    /// <summary>
    /// The most bytes of one request. This is more than the permitted characters can take, so that a text that is too long by a
    /// factor still gets an answer that says so; SignalR closes the connection above its limit.
    /// </summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The most bytes of a body that is read to its end so that its sender sees the refusal; a larger one is cut off.</summary>
    public const int MaxReadBytes = 4 * MaxBytes;

    private const int MaxQuoted = 100;

    /// <summary>camelCase, for the hub and the server's own API.</summary>
    public static readonly JsonSerializerOptions Hub = CreateOptions(JsonNamingPolicy.CamelCase);

    /// <summary>snake_case, for the OpenAI-compatible API.</summary>
    public static readonly JsonSerializerOptions OpenAI = CreateOptions(JsonNamingPolicy.SnakeCaseLower);

    /// <summary>Reads an argument of the hub.</summary>
    /// <exception cref="RequestException">The JSON does not have the shape of <typeparamref name="T"/>.</exception>
    public static T Read<T>(JsonElement json)
        where T : class =>
        Read(() => json.Deserialize<T>(Hub));

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestException">The body is not JSON or does not have the shape of <typeparamref name="T"/>.</exception>
    public static T Read<T>(byte[] body, JsonSerializerOptions options)
        where T : class =>
        Read(() => JsonSerializer.Deserialize<T>(body, options));

    /// <summary>
    /// Reads the whole body of a request. A body that is too large is read to its end, unkept: a client that is still writing
    /// would see a broken connection instead of the answer. Kestrel cuts off what is larger by far.
    /// </summary>
    /// <exception cref="RequestException">The body is too large, or ends too early.</exception>
    public static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[81_920];
        long length = 0;
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and int read)
            {
                length += read;
                if (length <= MaxBytes)
                {
                    body.Write(buffer, 0, read);
                }
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            length = long.MaxValue;
        }
        catch (BadHttpRequestException)
        {
            throw new RequestException(ErrorCodes.InvalidRequest, "The body ended before its stated length. Send it again.");
        }

        return length <= MaxBytes
            ? body.ToArray()
            : throw new RequestException(ErrorCodes.TooLarge, $"The body is larger than {MaxBytes} bytes. Shorten or split the messages.");
    }

    /// <summary>
    /// Whether every name and text of a JSON document is Unicode. JSON may escape half of a surrogate pair, which is no character:
    /// it parses, and throws wherever it is read as text later, a property's name included.
    /// </summary>
    /// <param name="json">JSON that was parsed before, in UTF-8.</param>
    public static bool IsUnicode(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static T Read<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read() ?? throw new RequestException(ErrorCodes.InvalidRequest, "The request is null; send a JSON object.");
        }
        catch (JsonException e)
        {
            throw Refuse(e);
        }
    }

    // The serializer's own message names .NET types; only the place is of use to the caller.
    private static RequestException Refuse(JsonException e)
    {
        string path = Shorten((e.Path ?? "$").TrimStart('$').TrimStart('.'));
        return path.Length > 0
            ? RequestException.Invalid(path, "is missing, has the wrong type or is not valid Unicode text (half of a surrogate pair).")
            : new RequestException(
                ErrorCodes.InvalidRequest,
                "The request is not a JSON object of the documented shape: it is malformed, nested too deeply, "
                + "or a required member ('messages') is missing.");
    }

    // A path holds the caller's own names; an error quotes only the beginning of a long one.
    private static string Shorten(string path) => path.Length <= MaxQuoted ? path : path[..MaxQuoted] + "…";

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

    /// <summary>
    /// Reads <c>{category: value}</c>, where a value is a string or, as a JavaScript caller would write a length, a number.
    /// A null leaves the category to the model.
    /// </summary>
    private sealed class MarkerValuesConverter : JsonConverter<IReadOnlyDictionary<string, string>>
    {
        public override IReadOnlyDictionary<string, string> Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException();
            }

            var markers = new Dictionary<string, string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                string category = reader.GetString()!;
                reader.Read();
                if (reader.TokenType is JsonTokenType.Null)
                {
                    continue;
                }

                string value = reader.TokenType switch
                {
                    JsonTokenType.String => reader.GetString()!,
                    JsonTokenType.Number => JsonElement.ParseValue(ref reader).GetRawText(),
                    _ => throw new JsonException(),
                };
                if (!markers.TryAdd(category, value))
                {
                    throw new JsonException();
                }
            }

            return markers;
        }

        public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Requests are only read.");
    }
}
