using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace TreasureMarkers.SemanticKernel;

/// <summary>
/// Execution settings of a marker model. Semantic Kernel turns them into <see cref="ChatOptions"/> by way of JSON, in which they
/// have the names that it reads there. What is left null, the model folder's genai_config.json decides.
/// </summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
public sealed class MarkerPromptExecutionSettings : PromptExecutionSettings
{
    private const string Allowed =
        "temperature, top_p, frequency_penalty, presence_penalty and repetition_penalty are numbers, "
        + "top_k, seed and max_tokens whole numbers, stop_sequences and enforce lists of strings, markers an object from category to value";

    /// <summary>Markers to set, value by category: <c>lang</c>, <c>length_tokens</c> … The model chooses the others.</summary>
    [JsonPropertyName("markers"), JsonConverter(typeof(MarkersJsonConverter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IDictionary<string, string>? Markers { get; set => field = Unfrozen(value); }

    /// <summary>
    /// Categories to turn into guarantees, each one of <see cref="Plugin.ChatOptionsMarkerExtensions.EnforceableCategories"/>.
    /// </summary>
    [JsonPropertyName("enforce"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IList<string>? Enforce { get; set => field = Unfrozen(value); }

    /// <summary>Divides the logits, 0 to 100; 0 always takes the likeliest token.</summary>
    [JsonPropertyName("temperature"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Temperature { get; set => field = Unfrozen(value); }

    /// <summary>Keeps the likeliest tokens that hold this share of the probability, 0 to 1.</summary>
    [JsonPropertyName("top_p"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? TopP { get; set => field = Unfrozen(value); }

    /// <summary>Keeps the likeliest this many tokens; 0 keeps all.</summary>
    [JsonPropertyName("top_k"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TopK { get; set => field = Unfrozen(value); }

    /// <summary>Makes a sampled answer repeatable.</summary>
    [JsonPropertyName("seed"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Seed { get; set => field = Unfrozen(value); }

    /// <summary>Texts that end the answer before them.</summary>
    [JsonPropertyName("stop_sequences"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IList<string>? StopSequences { get; set => field = Unfrozen(value); }

    /// <summary>Most tokens of the answer's text, at least 1.</summary>
    [JsonPropertyName("max_tokens"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxTokens { get; set => field = Unfrozen(value); }

    /// <summary>Subtracted once for each time that a token is in the answer, -2 to 2.</summary>
    [JsonPropertyName("frequency_penalty"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? FrequencyPenalty { get; set => field = Unfrozen(value); }

    /// <summary>Subtracted from the logit of every token that is in the answer, -2 to 2.</summary>
    [JsonPropertyName("presence_penalty"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? PresencePenalty { get; set => field = Unfrozen(value); }

    /// <summary>Makes every token of prompt and answer less likely above 1, 0.01 to 100.</summary>
    [JsonPropertyName("repetition_penalty"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? RepetitionPenalty { get; set => field = Unfrozen(value); }

    /// <summary>Holds the answer to JSON or to a JSON schema; in JSON <c>"text"</c>, <c>"json_object"</c> or the schema.</summary>
    [JsonPropertyName("response_format"), JsonConverter(typeof(ResponseFormatJsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatResponseFormat? ResponseFormat { get; set => field = Unfrozen(value); }

    /// <summary>
    /// Makes these settings from any others, whose <see cref="PromptExecutionSettings.ExtensionData"/> or properties have the same names
    /// in JSON.
    /// </summary>
    /// <param name="settings">Settings of any type; null gives empty ones, and these settings give themselves.</param>
    /// <exception cref="ArgumentException">A value is not of its setting's type.</exception>
    public static MarkerPromptExecutionSettings FromExecutionSettings(PromptExecutionSettings? settings)
    {
        if (settings is null or MarkerPromptExecutionSettings)
        {
            return (MarkerPromptExecutionSettings?)settings ?? new();
        }

        try
        {
            var read = JsonSerializer.SerializeToElement(settings, settings.GetType()).Deserialize<MarkerPromptExecutionSettings>()!;
            read.FunctionChoiceBehavior = settings.FunctionChoiceBehavior;
            return read;
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The execution settings cannot be used: {Describe(e)}", nameof(settings), e);
        }
    }

    /// <inheritdoc/>
    public override void Freeze()
    {
        if (IsFrozen)
        {
            return;
        }

        Markers = Markers is null ? null : new ReadOnlyDictionary<string, string>(Markers);
        Enforce = Enforce is null ? null : new ReadOnlyCollection<string>(Enforce);
        StopSequences = StopSequences is null ? null : new ReadOnlyCollection<string>(StopSequences);
        base.Freeze();
    }

    /// <inheritdoc/>
    public override PromptExecutionSettings Clone() => new MarkerPromptExecutionSettings
    {
        ModelId = ModelId,
        ServiceId = ServiceId,
        FunctionChoiceBehavior = FunctionChoiceBehavior,
        ExtensionData = ExtensionData is null ? null : new Dictionary<string, object>(ExtensionData),
        Markers = Markers is null ? null : new Dictionary<string, string>(Markers),
        Enforce = Enforce is null ? null : [.. Enforce],
        Temperature = Temperature,
        TopP = TopP,
        TopK = TopK,
        Seed = Seed,
        StopSequences = StopSequences is null ? null : [.. StopSequences],
        MaxTokens = MaxTokens,
        FrequencyPenalty = FrequencyPenalty,
        PresencePenalty = PresencePenalty,
        RepetitionPenalty = RepetitionPenalty,
        ResponseFormat = ResponseFormat,
    };

    /// <summary>Says which setting could not be read, and what is allowed.</summary>
    private static string Describe(JsonException e)
    {
        if (e.InnerException is null && e.Path is null or "$" || e.Message.Contains("Allowed:", StringComparison.Ordinal))
        {
            return e.Message;
        }

        var name = e.Path!.StartsWith("$.", StringComparison.Ordinal) ? e.Path[2..] : e.Path;
        return $"{name} is not of the type it must have. Allowed: {Allowed}.";
    }

    private T Unfrozen<T>(T value)
    {
        ThrowIfFrozen();
        return value;
    }
}

/// <summary>Markers in JSON: an object from category to a string or a number.</summary>
internal sealed class MarkersJsonConverter : JsonConverter<IDictionary<string, string>>
{
    /// <inheritdoc/>
    public override IDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var markers = JsonElement.ParseValue(ref reader);
        return markers.ValueKind == JsonValueKind.Object
            ? markers.EnumerateObject()
                .Where(marker => marker.Value.ValueKind != JsonValueKind.Null)
                .ToDictionary(marker => marker.Name, Value)
            : throw new JsonException($"markers is a JSON {markers.ValueKind}. Allowed: an object from category to value.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (category, marker) in value)
        {
            writer.WriteString(category, marker);
        }

        writer.WriteEndObject();
    }

    private static string Value(JsonProperty marker) => marker.Value.ValueKind switch
    {
        JsonValueKind.String => marker.Value.GetString()!,
        JsonValueKind.Number => marker.Value.GetRawText(),
        _ => throw new JsonException($"The marker '{marker.Name}' is a JSON {marker.Value.ValueKind}. Allowed: a string or a number."),
    };
}

/// <summary>A response format in JSON, as Semantic Kernel reads it: <c>"text"</c>, <c>"json_object"</c>, or a JSON schema.</summary>
internal sealed class ResponseFormatJsonConverter : JsonConverter<ChatResponseFormat>
{
    private const string Text = "text";
    private const string JsonObject = "json_object";

    /// <inheritdoc/>
    public override ChatResponseFormat Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var format = JsonElement.ParseValue(ref reader);
        return format.ValueKind switch
        {
            JsonValueKind.Object => ChatResponseFormat.ForJsonSchema(format),
            JsonValueKind.String when format.ValueEquals(Text) => ChatResponseFormat.Text,
            JsonValueKind.String when format.ValueEquals(JsonObject) => ChatResponseFormat.Json,
            _ => throw new JsonException(
                $"response_format is {format.GetRawText()}. Allowed: \"{Text}\", \"{JsonObject}\" or a JSON schema."),
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ChatResponseFormat value, JsonSerializerOptions options)
    {
        if (value is ChatResponseFormatJson { Schema: { } schema })
        {
            schema.WriteTo(writer);
        }
        else
        {
            writer.WriteStringValue(value is ChatResponseFormatJson ? JsonObject : Text);
        }
    }
}
