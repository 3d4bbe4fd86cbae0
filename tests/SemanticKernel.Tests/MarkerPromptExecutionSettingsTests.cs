using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace TreasureMarkers.SemanticKernel.Tests;

public sealed class MarkerPromptExecutionSettingsTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse("""{"type":"object"}""").RootElement;

    private static readonly Gen<float?> Number = Gen.Elements<float?>(null, 0f, 0.1f, 0.7f, 1f, -1.3f);

    private static readonly Gen<MarkerPromptExecutionSettings> Settings =
        from numbers in Number.ListOf(5)
        from topK in Gen.Elements<int?>(null, 0, 40)
        from seed in Gen.Elements<long?>(null, 7, long.MaxValue)
        from maxTokens in Gen.Elements<int?>(null, 1, 512)
        from texts in Gen.Elements<string[]?>(null, [], ["\n\n", "ß\"</s>"])
        from enforce in Gen.Elements<string[]?>(null, ["length_tokens"], ["format", "length_bucket"])
        from markers in Gen.Elements<Dictionary<string, string>?>(null, [], new() { ["lang"] = "German", ["length_tokens"] = "30" })
        from format in Gen.Elements<ChatResponseFormat?>(
            null, ChatResponseFormat.Text, ChatResponseFormat.Json, ChatResponseFormat.ForJsonSchema(Schema))
        select new MarkerPromptExecutionSettings
        {
            Temperature = numbers[0],
            TopP = numbers[1],
            FrequencyPenalty = numbers[2],
            PresencePenalty = numbers[3],
            RepetitionPenalty = numbers[4],
            TopK = topK,
            Seed = seed,
            MaxTokens = maxTokens,
            StopSequences = texts,
            Enforce = enforce,
            Markers = markers,
            ResponseFormat = format,
            ServiceId = "mine",
            ModelId = "tiny",
        };

    [Fact]
    public void Json_and_clones_keep_every_setting() => Prop.ForAll(Settings.ToArbitrary(), settings =>
    {
        var json = JsonSerializer.Serialize(settings);
        var read = JsonSerializer.Deserialize<MarkerPromptExecutionSettings>(json)!;
        return (Describe(read) == Describe(settings)
            && Describe((MarkerPromptExecutionSettings)settings.Clone()) == Describe(settings)
            && JsonSerializer.Serialize(read) == json).Label(json);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_conversion_to_chat_options_keeps_every_setting() => Prop.ForAll(Settings.ToArbitrary(), settings =>
    {
        var loose = JsonSerializer.Deserialize<PromptExecutionSettings>(JsonSerializer.Serialize(settings))!;
        Assert.Equal(Describe(settings), Describe(settings.ToChatOptions(kernel: null)));
        Assert.Equal(Describe(settings), Describe(MarkerPromptExecutionSettings.FromExecutionSettings(loose).ToChatOptions(kernel: null)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Loose_settings_are_read_as_prompt_files_give_them()
    {
        var behavior = FunctionChoiceBehavior.None();
        var read = MarkerPromptExecutionSettings.FromExecutionSettings(new PromptExecutionSettings
        {
            FunctionChoiceBehavior = behavior,
            ExtensionData = new Dictionary<string, object>
            {
                ["temperature"] = "0.5",
                ["max_tokens"] = 20,
                ["markers"] = new Dictionary<string, object> { ["lang"] = "German", ["length_tokens"] = 30 },
                ["stop_sequences"] = new[] { "END" },
                ["response_format"] = "json_object",
                ["other"] = true,
            },
        });
        Assert.Equal((0.5f, 20, "30", "German"), (read.Temperature, read.MaxTokens, read.Markers!["length_tokens"], read.Markers["lang"]));
        Assert.Equal(["END"], read.StopSequences!);
        Assert.Same(ChatResponseFormat.Json, read.ResponseFormat);
        Assert.Same(behavior, read.FunctionChoiceBehavior);
        Assert.Equal(["other"], read.ExtensionData!.Keys);
        Assert.Same(read, MarkerPromptExecutionSettings.FromExecutionSettings(read));
        Assert.Null(MarkerPromptExecutionSettings.FromExecutionSettings(null).Markers);
    }

    [Theory]
    [InlineData("temperature", "\"hot\"", "temperature is not of the type")]
    [InlineData("max_tokens", "1.5", "max_tokens is not of the type")]
    [InlineData("stop_sequences", "\"END\"", "stop_sequences is not of the type")]
    [InlineData("enforce", "{}", "lists of strings")]
    [InlineData("markers", "[\"lang\"]", "an object from category to value")]
    [InlineData("markers", "{\"lang\":[]}", "The marker 'lang' is a JSON Array")]
    [InlineData("response_format", "\"xml\"", "\"json_object\" or a JSON schema")]
    public void A_value_of_a_wrong_type_is_named_with_what_is_allowed(string name, string json, string said)
    {
        var loose = new PromptExecutionSettings { ExtensionData = new Dictionary<string, object> { [name] = JsonElement.Parse(json) } };
        Assert.Contains(
            said,
            Assert.Throws<ArgumentException>(() => MarkerPromptExecutionSettings.FromExecutionSettings(loose)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Frozen_settings_do_not_change()
    {
        var settings = new MarkerPromptExecutionSettings { Markers = new Dictionary<string, string>(), Enforce = [], StopSequences = [] };
        settings.Freeze();
        settings.Freeze();
        Assert.Throws<InvalidOperationException>(() => settings.Seed = 1);
        Assert.Throws<NotSupportedException>(() => settings.Markers["lang"] = "German");
        Assert.Throws<NotSupportedException>(() => settings.Enforce.Add("format"));
        Assert.Throws<NotSupportedException>(() => settings.StopSequences.Add("END"));
        ((MarkerPromptExecutionSettings)settings.Clone()).Markers!["lang"] = "German";
    }

    private static string Describe(ChatOptions options) => Describe(new MarkerPromptExecutionSettings
    {
        Temperature = options.Temperature,
        TopP = options.TopP,
        TopK = options.TopK,
        Seed = options.Seed,
        StopSequences = options.StopSequences,
        MaxTokens = options.MaxOutputTokens,
        FrequencyPenalty = options.FrequencyPenalty,
        PresencePenalty = options.PresencePenalty,
        RepetitionPenalty = Property(options, "repetition_penalty") is { } penalty ? Convert.ToSingle(penalty) : null,
        ResponseFormat = options.ResponseFormat,
        Markers = Property(options, "markers") is JsonElement markers ? markers.Deserialize<Dictionary<string, string>>() : null,
        Enforce = Property(options, "enforce") is IEnumerable<string> enforce ? [.. enforce] : null,
    });

    private static object? Property(ChatOptions options, string name) => options.AdditionalProperties?.GetValueOrDefault(name);

    private static string Describe(MarkerPromptExecutionSettings s)
    {
        object? format = s.ResponseFormat is ChatResponseFormatJson json ? json.Schema ?? (object)"json" : s.ResponseFormat?.GetType().Name;
        object?[] numbers =
            [s.Temperature, s.TopP, s.TopK, s.Seed, s.MaxTokens, s.FrequencyPenalty, s.PresencePenalty, s.RepetitionPenalty];
        return JsonSerializer.Serialize<object?[]>([.. numbers, s.StopSequences, s.Markers, s.Enforce, format]);
    }
}
