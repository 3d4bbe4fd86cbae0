using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.Requests;

/// <summary>What holds for every request, from whichever API it came.</summary>
internal static class RequestValidation
{
    /// <summary>The characters that the messages of one request may hold together: far above any context served here.</summary>
    public const int MaxCharacters = 200_000;

    private const int MaxMessages = 1_000;
    private const int MaxStops = 4;
    private const int MaxStopLength = 200;

    /// <summary>Checks sizes, order and ranges. Markers are checked against the model's taxonomy elsewhere.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="sampling">How the text is to be sampled.</param>
    /// <param name="names">What the caller's API calls a member, where it is not the hub's name.</param>
    /// <exception cref="RequestException">Something is out of range.</exception>
    public static void Check(
        IReadOnlyList<ChatMessage> messages, SamplingOptions? sampling, IReadOnlyDictionary<string, string>? names = null)
    {
        CheckMessages(messages);
        foreach (var (param, holds, rule) in SamplingRules(sampling ?? new SamplingOptions()))
        {
            Require(holds, names?.GetValueOrDefault(param) ?? param, rule);
        }
    }

    /// <summary>Refuses what does not hold.</summary>
    /// <exception cref="RequestException">It does not hold.</exception>
    public static void Require(bool condition, string param, string rule)
    {
        if (!condition)
        {
            throw new RequestException(ErrorCodes.InvalidRequest, $"'{param}' {rule}", param);
        }
    }

    private static void CheckMessages(IReadOnlyList<ChatMessage> messages)
    {
        Require(messages.Count is > 0 and <= MaxMessages, "messages", $"must hold 1 to {MaxMessages} messages.");
        ChatMessage last = messages[^1];
        Require(last.Role == ChatRole.User || last.Role == ChatRole.Tool, "messages", "must end with a 'user' message (or a tool's result).");
        Require(last.Role == ChatRole.Tool || last.Text.Length > 0, $"messages[{messages.Count - 1}].content", "must not be empty.");
        long characters = messages.Sum(m => m.Contents.Sum(LengthOf));
        if (characters > MaxCharacters)
        {
            throw new RequestException(
                ErrorCodes.TooLarge,
                $"The messages hold {characters} characters together; at most {MaxCharacters} are allowed. Shorten or split them.",
                "messages");
        }
    }

    private static long LengthOf(AIContent content) => content switch
    {
        TextContent text => text.Text.Length,
        FunctionCallContent call => call.Name.Length + (call.Arguments?.Sum(a => a.Key.Length + (a.Value?.ToString()?.Length ?? 0)) ?? 0),
        FunctionResultContent result => result.Result?.ToString()?.Length ?? 0,
        _ => 0,
    };

    private static (string Param, bool Holds, string Rule)[] SamplingRules(SamplingOptions options) =>
    [
        ("temperature", options.Temperature is null or (>= 0 and <= 2), "must be between 0 and 2."),
        ("topP", options.TopP is null or (> 0 and <= 1), "must be above 0 and at most 1."),
        ("topK", options.TopK is null or >= 1, "must be at least 1."),
        ("presencePenalty", options.PresencePenalty is null or (>= -2 and <= 2), "must be between -2 and 2."),
        ("frequencyPenalty", options.FrequencyPenalty is null or (>= -2 and <= 2), "must be between -2 and 2."),
        ("maxOutputTokens", options.MaxOutputTokens is null or >= 1, "must be at least 1."),
        ("stop", options.Stop is null or { Count: <= MaxStops }, $"may hold at most {MaxStops} texts."),
        ("stop", options.Stop?.All(s => s is { Length: > 0 and <= MaxStopLength }) ?? true, $"must be texts of 1 to {MaxStopLength} characters."),
    ];
}
