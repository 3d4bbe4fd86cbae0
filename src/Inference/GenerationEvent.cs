using Microsoft.Extensions.AI;

namespace TreasureMarkers.Inference;

/// <summary>What a generation tells as it goes: markers, then text, then its end.</summary>
internal abstract record GenerationEvent
{
    /// <summary>The markers are chosen.</summary>
    public sealed record MarkersChosen(MarkerContent Markers) : GenerationEvent;

    /// <summary>More text; never empty.</summary>
    public sealed record Text(string Delta) : GenerationEvent;

    /// <summary>A function is called.</summary>
    public sealed record Call(FunctionCallContent Content) : GenerationEvent;

    /// <summary>The answer is complete.</summary>
    public sealed record Finished(ChatFinishReason Reason, UsageDetails Usage, GenerationTimings Timings) : GenerationEvent;
}

/// <summary>A marker that the model chose itself.</summary>
/// <param name="Value">The chosen value, spelled as in the taxonomy.</param>
/// <param name="Probability">
/// For a categorical marker the softmax share of the value among the category's values; for a number the product of the
/// shares of its digits and its end among what could have stood there. Lengths are chosen so that they agree: what the others
/// leave as the only choice has 1. 0 to 1, at temperature 1 whatever the text is sampled with.
/// </param>
/// <param name="Top">The likeliest values, best first: up to three for a categorical marker, the chosen one for a number.</param>
public sealed record InferredMarker(string Value, double Probability, IReadOnlyList<MarkerCandidate> Top);

/// <summary>A value that the model weighed for a marker.</summary>
/// <param name="Value">The value, spelled as in the taxonomy.</param>
/// <param name="Probability">Its probability among the category's values, 0 to 1.</param>
public sealed record MarkerCandidate(string Value, double Probability);

/// <summary>Where an answer's time went.</summary>
/// <param name="Queued">Waiting for the model.</param>
/// <param name="Prefill">Reading the prompt, up to the first marker's logits.</param>
/// <param name="Markers">Choosing the markers, up to the text's first logits.</param>
/// <param name="MarkerPasses">Forward passes after the prompt's own that the marker list took.</param>
/// <param name="Decode">Writing the text.</param>
/// <param name="DecodeTokens">Tokens of the text, the end token included.</param>
public sealed record GenerationTimings(
    TimeSpan Queued,
    TimeSpan Prefill,
    TimeSpan Markers,
    int MarkerPasses,
    TimeSpan Decode,
    int DecodeTokens)
{
    /// <summary>Tokens of text per second; 0 where nothing was decoded.</summary>
    public double DecodeTokensPerSecond => Decode > TimeSpan.Zero ? DecodeTokens / Decode.TotalSeconds : 0;
}
