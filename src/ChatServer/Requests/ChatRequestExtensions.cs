using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Conversations;
using TreasureMarkers.ChatServer.Wire;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Requests;

/// <summary>Turns what both APIs share into what the chat client takes.</summary>
internal static class ChatRequestExtensions
{
    /// <summary>The checked request of the hub.</summary>
    /// <param name="request">The request.</param>
    /// <param name="taxonomy">The markers that it may name.</param>
    /// <param name="owner">Who asks.</param>
    /// <exception cref="RequestException">Something is out of range.</exception>
    public static ReplyRequest ToReplyRequest(this ChatRequest request, MarkerTaxonomy taxonomy, string owner)
    {
        List<ChatMessage> messages = [.. request.Messages.Select(ToChatMessage)];
        RequestValidation.Check(messages, request.Options);
        return new ReplyRequest(messages, ToChatOptions(request.Options, request.Markers, request.Enforce, taxonomy))
        {
            Place = request.ConversationId is { } id ? new ConversationPlace(owner, id) : null,
        };
    }

    /// <summary>Sampling options, markers and enforcement.</summary>
    /// <exception cref="RequestException">A marker or its value is not in the taxonomy, or an enforced category cannot be enforced.</exception>
    public static ChatOptions ToChatOptions(
        SamplingOptions? sampling, IReadOnlyDictionary<string, string>? markers, IReadOnlyList<string>? enforce, MarkerTaxonomy taxonomy)
    {
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
        if (markers is { Count: > 0 })
        {
            options.WithMarkers(Check(() => MarkerSet.Create(taxonomy, markers)));
        }

        if (enforce is { Count: > 0 })
        {
            Enforcement.Check(enforce);
            options.WithEnforcement([.. enforce]);
        }

        return options;
    }

    private static ChatMessage ToChatMessage(ChatMessageInput? message, int index) =>
        message?.Role is "system" or "user" or "assistant"
            ? new ChatMessage(new ChatRole(message.Role), message.Content)
            : throw new RequestException(
                ErrorCodes.InvalidRequest,
                $"'messages[{index}].role' must be 'system', 'user' or 'assistant'.",
                $"messages[{index}].role");

    private static MarkerSet Check(Func<MarkerSet> create)
    {
        try
        {
            return create();
        }
        catch (MarkerException e)
        {
            throw new RequestException(ErrorCodes.InvalidMarkers, e.Message, "markers");
        }
    }
}
