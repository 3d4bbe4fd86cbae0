using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.Inference;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Plugin;

/// <summary>Checks a chat request and turns it into what the engine needs.</summary>
/// <param name="generator">The engine.</param>
internal sealed class RequestReader(TextGenerator generator)
{
    private const string Format = "format";
    private const string Json = "JSON";

    /// <summary>Reads a request.</summary>
    /// <exception cref="MarkerException">A marker or a category to enforce is not allowed.</exception>
    /// <exception cref="PromptTooLongException">The conversation leaves no room for an answer.</exception>
    /// <exception cref="OutputLimitException">The answer may not be long enough for its format or its call.</exception>
    /// <exception cref="ArgumentException">The messages or an option cannot be used.</exception>
    /// <exception cref="NotSupportedException">The request asks for something that this model cannot do.</exception>
    public GenerationRequest Read(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        options ??= new ChatOptions();
        var functions = ReadTools(options);
        var given = AddFormat(options, MarkerRequest.ReadMarkers(generator.Taxonomy, options));
        var enforced = MarkerRequest.ReadEnforced(generator.Taxonomy, options);
        var grammar = ReadGrammar(options, given, enforced);
        var stops = ReadStops(options);
        int? maxTokens = options.MaxOutputTokens is { } most ? (int)Within("MaxOutputTokens", most, 1, int.MaxValue) : null;
        var request = generator.CreateRequest(ReadMessages(messages, options.Instructions), given, functions);
        return generator.Check(request with
        {
            Sampling = ReadSampling(options, request.Sampling),
            MaxOutputTokens = maxTokens ?? request.MaxOutputTokens,
            Stops = stops,
            Enforced = enforced,
            Grammar = grammar,
        });
    }

    /// <summary>The functions that the request offers and how they are called; null where none is offered.</summary>
    private FunctionCalling? ReadTools(ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } || options.ToolMode is NoneChatToolMode)
        {
            return null;
        }

        if (!generator.CanCallFunctions)
        {
            throw new NotSupportedException(
                "This model cannot call tools, since its tokenizer has no tokens for calls: use a model that was trained with them, "
                + "leave ChatOptions.Tools empty or set ChatOptions.ToolMode to None.");
        }

        PromptTool[] tools = [.. options.Tools.Select(tool => tool is AIFunctionDeclaration function
            ? new PromptTool(function.Name, function.Description, function.JsonSchema)
            : throw new NotSupportedException($"The tool '{tool.Name}' is a {tool.GetType().Name}; this model calls functions alone."))];
        var required = options.ToolMode as RequiredChatToolMode;
        if (required?.RequiredFunctionName is { } name && !Array.Exists(tools, tool => tool.Name == name))
        {
            throw new ArgumentException(
                $"The function '{name}' must be called, but is not offered. Offered: {string.Join(", ", tools.Select(tool => tool.Name))}.",
                nameof(options));
        }

        return new FunctionCalling(tools, required is not null, required?.RequiredFunctionName, options.AllowMultipleToolCalls != false);
    }

    /// <summary>A JSON response format sets the marker too, unless the request sets another format.</summary>
    private static MarkerSet AddFormat(ChatOptions options, MarkerSet given) =>
        options.ResponseFormat is ChatResponseFormatJson && !given.ContainsKey(Format)
        && given.Taxonomy.TryGetCategory(Format, out var format) && format.Values.Contains(Json)
            ? given.With(Format, Json)
            : given;

    /// <summary>The grammar of the response format, or of the format marker where that is enforced; null for neither.</summary>
    private static Grammar? ReadGrammar(ChatOptions options, MarkerSet given, IReadOnlyList<string> enforced)
    {
        if (options.ResponseFormat is ChatResponseFormatJson json)
        {
            return json.Schema is { } schema ? Grammar.ForJsonSchema(schema) : Grammar.Json;
        }

        if (!enforced.Contains(Format))
        {
            return null;
        }

        var grammar = given.TryGetValue(Format, out var format) ? Grammar.ForFormat(format) : null;
        var reason = format is null ? "none is set" : $"{format} has no grammar";
        return grammar ?? throw new MarkerException(
            $"The format cannot be enforced, since {reason}: set the marker format to one of {string.Join(", ", Grammar.Formats)}.",
            Format,
            [.. Grammar.Formats]);
    }

    /// <summary>How to sample; the model folder's genai_config.json says what the request does not.</summary>
    private static SamplingSettings ReadSampling(ChatOptions options, SamplingSettings defaults)
    {
        var repetition = ReadNumber(options.AdditionalProperties, "repetition_penalty") ?? defaults.RepetitionPenalty;
        return defaults with
        {
            Temperature = (float)Within("Temperature", options.Temperature ?? defaults.Temperature, 0, 100),
            TopP = (float)Within("TopP", options.TopP ?? defaults.TopP, 0, 1),
            TopK = (int)Within("TopK", options.TopK ?? defaults.TopK, 0, int.MaxValue),
            RepetitionPenalty = (float)Within("repetition_penalty", repetition, 0.01, 100),
            PresencePenalty = (float)Within("PresencePenalty", options.PresencePenalty ?? 0, -2, 2),
            FrequencyPenalty = (float)Within("FrequencyPenalty", options.FrequencyPenalty ?? 0, -2, 2),
            Seed = options.Seed,
        };
    }

    private static float? ReadNumber(AdditionalPropertiesDictionary? properties, string name) => properties?.GetValueOrDefault(name) switch
    {
        null => null,
        JsonElement { ValueKind: JsonValueKind.Number } element => element.GetSingle(),
        float or double or decimal or int or long => Convert.ToSingle(properties[name]),
        var other => throw new ArgumentException($"{name} is '{other}', but must be a number.", nameof(properties)),
    };

    private static double Within(string name, double value, double low, double high) =>
        value >= low && value <= high
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} is {value}, but must be from {low} to {high}.");

    private static string[] ReadStops(ChatOptions options)
    {
        string[] stops = [.. options.StopSequences ?? []];
        return stops.All(stop => !string.IsNullOrEmpty(stop))
            ? stops
            : throw new ArgumentException("A stop sequence is empty: each needs at least one character.", nameof(options));
    }

    /// <summary>The prompt's messages; instructions come first, as a system message.</summary>
    private static List<PromptMessage> ReadMessages(IEnumerable<ChatMessage> messages, string? instructions)
    {
        List<PromptMessage> read = [.. messages.SelectMany(ReadMessage)];
        if (read.Count == 0 || read[^1].Role is not ("user" or "tool"))
        {
            throw new ArgumentException(
                "The last message must be the user's or a function's result: there is nothing to answer.", nameof(messages));
        }

        return string.IsNullOrEmpty(instructions) ? read : [new PromptMessage("system", instructions), .. read];
    }

    private static IEnumerable<PromptMessage> ReadMessage(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var role = message.Role.Value;
        var contents = message.Contents.Where(IsConversation);
        return role switch
        {
            "tool" => contents.Select(ReadResult),
            "assistant" =>
                [new PromptMessage(role, TextOf(contents.Where(c => c is not FunctionCallContent))) { ToolCalls = ReadCalls(message) }],
            "system" or "user" => [new PromptMessage(role, TextOf(contents))],
            _ => throw new NotSupportedException(
                $"This model cannot take messages of the role '{role}': use system, user, assistant or tool."),
        };
    }

    private static PromptToolCall[] ReadCalls(ChatMessage message) =>
    [
        .. message.Contents.OfType<FunctionCallContent>().Select(call => new PromptToolCall(
            call.Name,
            JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions))),
    ];

    private static PromptMessage ReadResult(AIContent content) => new("tool", content switch
    {
        FunctionResultContent { Result: null } => "",
        FunctionResultContent { Result: string text } => text,
        FunctionResultContent { Result: JsonElement { ValueKind: JsonValueKind.String } text } => text.GetString()!,
        FunctionResultContent result => JsonSerializer.Serialize(result.Result, AIJsonUtilities.DefaultOptions),
        TextContent text => text.Text,
        _ => throw Unsupported(content),
    });

    private static string TextOf(IEnumerable<AIContent> contents) =>
        string.Concat(contents.Select(content => content is TextContent text ? text.Text : throw Unsupported(content)));

    /// <summary>False for what an earlier answer carried beside its text: markers, thinking, adherence, timings and usage.</summary>
    private static bool IsConversation(AIContent content) =>
        content is not (MarkerContent or TextReasoningContent or AdherenceContent or TimingsContent or UsageContent);

    private static NotSupportedException Unsupported(AIContent content) =>
        new($"This model takes text and function calls only, and a message holds {content.GetType().Name}: "
            + "leave it out or say it in text.");
}
