using TreasureMarkers.Inference;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.SemanticKernel;

/// <summary>
/// What a marker model adds to an answer, in the metadata of <see cref="Microsoft.SemanticKernel.ChatMessageContent"/>, of its
/// streamed pieces and of <see cref="Microsoft.SemanticKernel.FunctionResult"/>: <c>message.Metadata.GetInferredMarkers()</c>.
/// Each gives null where another service wrote the answer, where the piece has none, and after reading back from JSON.
/// </summary>
public static class MarkerMetadata
{
    /// <summary>
    /// Key of the <see cref="MarkerSet"/> that the answer was written under, given and inferred; in the first piece of a stream.
    /// </summary>
    public const string Markers = ChatOptionsMarkerExtensions.MarkersKey;

    /// <summary>Key of the <see cref="InferredMarker"/> by category that the model chose; in the first piece of a stream.</summary>
    public const string InferredMarkers = "inferred_markers";

    /// <summary>Key of the list of <see cref="MarkerAdherence"/>: what the answer measures; in the last piece of a stream.</summary>
    public const string Adherence = "adherence";

    /// <summary>Key of the <see cref="GenerationTimings"/>; in the last piece of a stream.</summary>
    public const string Timings = "timings";

    /// <summary>Key of why the answer ended, <c>stop</c>, <c>length</c> or <c>tool_calls</c>; in the last piece of a stream.</summary>
    public const string FinishReason = "FinishReason";

    /// <summary>The markers that the answer was written under, given and inferred.</summary>
    /// <param name="metadata">A message's, piece's or result's metadata.</param>
    public static MarkerSet? GetMarkers(this IReadOnlyDictionary<string, object?>? metadata) => metadata.Find<MarkerSet>(Markers);

    /// <summary>The markers that the model chose, by category, with their probabilities.</summary>
    /// <inheritdoc cref="GetMarkers" path="/param" />
    public static IReadOnlyDictionary<string, InferredMarker>? GetInferredMarkers(this IReadOnlyDictionary<string, object?>? metadata) =>
        metadata.Find<IReadOnlyDictionary<string, InferredMarker>>(InferredMarkers);

    /// <summary>What the answer measures beside its markers.</summary>
    /// <inheritdoc cref="GetMarkers" path="/param" />
    public static IReadOnlyList<MarkerAdherence>? GetAdherence(this IReadOnlyDictionary<string, object?>? metadata) =>
        metadata.Find<IReadOnlyList<MarkerAdherence>>(Adherence);

    /// <summary>Where the answer's time went.</summary>
    /// <inheritdoc cref="GetMarkers" path="/param" />
    public static GenerationTimings? GetTimings(this IReadOnlyDictionary<string, object?>? metadata) =>
        metadata.Find<GenerationTimings>(Timings);

    private static T? Find<T>(this IReadOnlyDictionary<string, object?>? metadata, string key)
        where T : class =>
        metadata?.GetValueOrDefault(key) as T;
}
