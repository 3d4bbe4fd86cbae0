using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Wire;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Requests;

/// <summary>Hands a request on to the chat client.</summary>
internal static class ChatRequestExtensions
{
    /// <summary>The conversation.</summary>
    public static List<ChatMessage> ToChatMessages(this ChatRequest request) =>
        [.. request.Messages.Select(m => new ChatMessage(new ChatRole(m.Role), m.Content))];

    /// <summary>Sampling options, markers and enforcement.</summary>
    /// <exception cref="RequestException">A marker or its value is not in the taxonomy, or an enforced category cannot be enforced.</exception>
    public static ChatOptions ToChatOptions(this ChatRequest request, MarkerTaxonomy taxonomy)
    {
        SamplingOptions sampling = request.Options ?? new SamplingOptions();
        var options = new ChatOptions
        {
            Temperature = sampling.Temperature,
            TopP = sampling.TopP,
            TopK = sampling.TopK,
            Seed = sampling.Seed,
            MaxOutputTokens = sampling.MaxOutputTokens,
            StopSequences = sampling.Stop?.ToList(),
        };
        if (request.Markers is { Count: > 0 } markers)
        {
            options.WithMarkers(Check("markers", () => MarkerSet.Create(taxonomy, markers)));
        }

        if (request.Enforce is { Count: > 0 } enforce)
        {
            Enforcement.Check(enforce);
            options.WithEnforcement([.. enforce]);
        }

        return options;
    }

    private static MarkerSet Check(string param, Func<MarkerSet> create)
    {
        try
        {
            return create();
        }
        catch (MarkerException e)
        {
            throw new RequestException(ErrorCodes.InvalidMarkers, e.Message, param);
        }
    }
}
