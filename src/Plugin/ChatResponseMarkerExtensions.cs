using Microsoft.Extensions.AI;
using TreasureMarkers.Inference;

namespace TreasureMarkers.Plugin;

/// <summary>Reads what <see cref="MarkerChatClient"/> adds to an answer.</summary>
public static class ChatResponseMarkerExtensions
{
    /// <summary>The markers that the answer was written under, or null where another client wrote it.</summary>
    /// <param name="response">The answer.</param>
    public static MarkerContent? GetMarkers(this ChatResponse response) => Find<MarkerContent>(response);

    /// <summary>What the answer measures beside its markers, or null where another client wrote it.</summary>
    /// <param name="response">The answer.</param>
    public static AdherenceContent? GetAdherence(this ChatResponse response) => Find<AdherenceContent>(response);

    /// <summary>Where the answer's time went, or null where another client wrote it.</summary>
    /// <param name="response">The answer.</param>
    public static GenerationTimings? GetTimings(this ChatResponse response) => Find<TimingsContent>(response)?.Timings;

    private static T? Find<T>(ChatResponse response)
        where T : AIContent
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Messages.SelectMany(m => m.Contents).OfType<T>().FirstOrDefault();
    }
}
