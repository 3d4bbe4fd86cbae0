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
    /// <summary>Markers to set, value by category: <c>lang</c>, <c>length_tokens</c> … The model chooses the others.</summary>
    [JsonPropertyName("markers"), JsonConverter(typeof(MarkersJsonConverter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IDictionary<string, string>? Markers { get; set => field = Unfrozen(value); }

    /// <summary>Categories to turn into guarantees: one of <see cref="Plugin.ChatOptionsMarkerExtensions.EnforceableCategories"/> each.</summary>
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
    [JsonPropertyName("response_format"), JsonConverter(typeof(ResponseFormatJsonConverter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChatResponseFormat? ResponseFormat { get; set => field = Unfrozen(value); }

    /// <summary>These settings from any others, whose <see cref="PromptExecutionSettings.ExtensionData"/> or properties have the same names in JSON.</summary>
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
            throw new ArgumentException($"The execution settings cannot be used: {SettingsError.Describe(e)}", nameof(settings), e);
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

    private T Unfrozen<T>(T value)
    {
        ThrowIfFrozen();
        return value;
    }
}
