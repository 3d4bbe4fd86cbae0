using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Generation;

/// <summary>A checked request, from whichever API it came.</summary>
/// <param name="Messages">The conversation so far, oldest first.</param>
/// <param name="Options">Sampling, markers, enforcement, tools and format.</param>
internal sealed record ReplyRequest(IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    private const int MaxCharacters = 200_000;
    private const int MaxMessages = 1_000;
    private const int MaxStops = 4;
    private const int MaxStopLength = 200;

    /// <summary>The conversation that the last message and its answer are stored in; null for none.</summary>
    public ConversationPlace? Place { get; init; }

    /// <summary>Checks a request of the hub.</summary>
    /// <param name="request">The request.</param>
    /// <param name="taxonomy">The markers that it may name.</param>
    /// <param name="owner">The caller.</param>
    /// <exception cref="RequestException">Something is out of range.</exception>
    public static ReplyRequest From(ChatRequest request, MarkerTaxonomy taxonomy, string owner)
    {
        ChatMessage[] messages = [.. request.Messages.Select(ToChatMessage)];
        SamplingOptions? sampling = request.Options;
        var options = new ChatOptions
        {
            Temperature = sampling?.Temperature,
            TopP = sampling?.TopP,
            TopK = sampling?.TopK,
            PresencePenalty = sampling?.PresencePenalty,
            FrequencyPenalty = sampling?.FrequencyPenalty,
            Seed = sampling?.Seed,
            MaxOutputTokens = sampling?.MaxOutputTokens,
            StopSequences = sampling?.Stop?.ToList(),
        };
        Check(messages, options);
        SetMarkers(options, request.Markers, request.Enforce, taxonomy);
        return new ReplyRequest(messages, options)
        {
            Place = request.ConversationId is { } id ? new ConversationPlace(owner, id) : null,
        };
    }

    /// <summary>Checks sizes, order and ranges.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">How the text is to be sampled.</param>
    /// <param name="names">What the caller's API calls a member, where it is not the hub's name.</param>
    /// <exception cref="RequestException">Something is out of range.</exception>
    public static void Check(
        IReadOnlyList<ChatMessage> messages, ChatOptions options, IReadOnlyDictionary<string, string>? names = null)
    {
        CheckMessages(messages);
        foreach (var (param, holds, rule) in SamplingRules(options))
        {
            RequestException.Require(holds, names?.GetValueOrDefault(param) ?? param, rule);
        }
    }

    /// <summary>Sets the markers and what is enforced of them.</summary>
    /// <exception cref="RequestException">
    /// A marker or its value is not in the taxonomy, or a category cannot be enforced.
    /// </exception>
    public static void SetMarkers(
        ChatOptions options, IReadOnlyDictionary<string, string>? markers, IReadOnlyList<string>? enforce, MarkerTaxonomy taxonomy)
    {
        string param = "markers";
        try
        {
            if (markers is { Count: > 0 })
            {
                options.WithMarkers(MarkerRequest.ReadMarkers(taxonomy, markers));
            }

            param = "enforce";
            if (enforce is { Count: > 0 })
            {
                options.WithEnforcement([.. MarkerRequest.ReadEnforced(taxonomy, enforce)]);
            }
        }
        catch (MarkerException e)
        {
            throw new RequestException(ErrorCodes.InvalidMarkers, e.Message, param);
        }
    }

    private static ChatMessage ToChatMessage(ChatMessageInput? message, int index) =>
        message?.Role is "system" or "user" or "assistant"
            ? new ChatMessage(new ChatRole(message.Role), message.Content)
            : throw RequestException.Invalid($"messages[{index}].role", "must be 'system', 'user' or 'assistant'");

    private static void CheckMessages(IReadOnlyList<ChatMessage> messages)
    {
        RequestException.Require(messages.Count is > 0 and <= MaxMessages, "messages", $"must hold 1 to {MaxMessages} messages");
        ChatMessage last = messages[^1];
        bool isResult = last.Role == ChatRole.Tool;
        RequestException.Require(
            isResult || last.Role == ChatRole.User, "messages", "must end with a 'user' message (or a tool's result)");
        RequestException.Require(isResult || last.Text.Length > 0, $"messages[{messages.Count - 1}].content", "must not be empty");
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
        FunctionCallContent call =>
            call.Name.Length + (call.Arguments?.Sum(a => a.Key.Length + (a.Value?.ToString()?.Length ?? 0)) ?? 0),
        FunctionResultContent result => result.Result?.ToString()?.Length ?? 0,
        _ => 0,
    };

    private static (string Param, bool Holds, string Rule)[] SamplingRules(ChatOptions options) =>
    [
        ("temperature", options.Temperature is null or (>= 0 and <= 2), "must be between 0 and 2"),
        ("topP", options.TopP is null or (> 0 and <= 1), "must be above 0 and at most 1"),
        ("topK", options.TopK is null or >= 1, "must be at least 1"),
        ("presencePenalty", options.PresencePenalty is null or (>= -2 and <= 2), "must be between -2 and 2"),
        ("frequencyPenalty", options.FrequencyPenalty is null or (>= -2 and <= 2), "must be between -2 and 2"),
        ("maxOutputTokens", options.MaxOutputTokens is null or >= 1, "must be at least 1"),
        ("stop", options.StopSequences is null or { Count: <= MaxStops }, $"may hold at most {MaxStops} texts"),
        ("stop", options.StopSequences?.All(s => s is { Length: > 0 and <= MaxStopLength }) ?? true,
            $"must be texts of 1 to {MaxStopLength} characters"),
    ];
}

/// <summary>The conversation that a reply is stored in.</summary>
/// <param name="Owner">The conversation's owner.</param>
/// <param name="Id">The conversation's id.</param>
internal sealed record ConversationPlace(string Owner, string Id);
