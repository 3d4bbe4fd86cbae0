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

    /// <summary>Checks sizes, roles and ranges. Markers are checked against the model's taxonomy elsewhere.</summary>
    /// <param name="request">The request.</param>
    /// <param name="names">What the caller's API calls a member, where it is not the hub's name.</param>
    /// <exception cref="RequestException">Something is out of range.</exception>
    public static void Check(ChatRequest request, IReadOnlyDictionary<string, string>? names = null)
    {
        CheckMessages(request.Messages);
        foreach (var (param, holds, rule) in SamplingRules(request.Options ?? new SamplingOptions()))
        {
            Require(holds, names?.GetValueOrDefault(param) ?? param, rule);
        }
    }

    private static void CheckMessages(IReadOnlyList<ChatMessageInput> messages)
    {
        Require(messages.Count is > 0 and <= MaxMessages, "messages", $"must hold 1 to {MaxMessages} messages.");
        for (int i = 0; i < messages.Count; i++)
        {
            Require(
                messages[i]?.Role is "system" or "user" or "assistant",
                $"messages[{i}].role",
                "must be 'system', 'user' or 'assistant'.");
        }

        Require(messages[^1].Role is "user", "messages", "must end with a 'user' message.");
        Require(messages[^1].Content.Length > 0, $"messages[{messages.Count - 1}].content", "must not be empty.");
        long characters = messages.Sum(m => (long)m.Content.Length);
        if (characters > MaxCharacters)
        {
            throw new RequestException(
                ErrorCodes.TooLarge,
                $"The messages hold {characters} characters together; at most {MaxCharacters} are allowed. Shorten or split them.",
                "messages");
        }
    }

    private static (string Param, bool Holds, string Rule)[] SamplingRules(SamplingOptions options) =>
    [
        ("temperature", options.Temperature is null or (>= 0 and <= 2), "must be between 0 and 2."),
        ("topP", options.TopP is null or (> 0 and <= 1), "must be above 0 and at most 1."),
        ("topK", options.TopK is null or >= 1, "must be at least 1."),
        ("maxOutputTokens", options.MaxOutputTokens is null or >= 1, "must be at least 1."),
        ("stop", options.Stop is null or { Count: <= MaxStops }, $"may hold at most {MaxStops} texts."),
        ("stop", options.Stop?.All(s => s is { Length: > 0 and <= MaxStopLength }) ?? true, $"must be texts of 1 to {MaxStopLength} characters."),
    ];

    private static void Require(bool condition, string param, string rule)
    {
        if (!condition)
        {
            throw new RequestException(ErrorCodes.InvalidRequest, $"'{param}' {rule}", param);
        }
    }
}
