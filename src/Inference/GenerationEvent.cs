using System.Text.Json;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Inference;

/// <summary>What a generation tells as it goes: the markers, then thinking, then text or function calls, then its end.</summary>
public abstract record GenerationEvent
{
    private GenerationEvent()
    {
    }

    /// <summary>The marker list is complete; always the first event.</summary>
    /// <param name="Given">Markers that the caller set.</param>
    /// <param name="Inferred">Markers that the model chose, by category, in taxonomy order; categories that it left out are absent.</param>
    public sealed record MarkersChosen(MarkerSet Given, IReadOnlyDictionary<string, InferredMarker> Inferred) : GenerationEvent
    {
        /// <summary>Given and inferred markers together: the list that the answer stands under.</summary>
        public MarkerSet All { get; } =
            MarkerSet.Create(Given.Taxonomy, Inferred.Select(marker => KeyValuePair.Create(marker.Key, marker.Value.Value))).Merge(Given);
    }

    /// <summary>More of the answer's text.</summary>
    /// <param name="Delta">The text that follows what was told before; never empty.</param>
    public sealed record Text(string Delta) : GenerationEvent;

    /// <summary>More of what the model thought before it answered; no part of the answer.</summary>
    /// <param name="Delta">The text that follows what was told before; never empty.</param>
    public sealed record Thinking(string Delta) : GenerationEvent;

    /// <summary>The answer calls a function.</summary>
    /// <param name="Name">The function's name.</param>
    /// <param name="Arguments">A JSON object, valid by the function's schema.</param>
    public sealed record FunctionCall(string Name, JsonElement Arguments) : GenerationEvent;

    /// <summary>The answer is complete; always the last event.</summary>
    /// <param name="Reason">Why it ended.</param>
    /// <param name="Usage">How many tokens it took.</param>
    /// <param name="Timings">How long it took.</param>
    public sealed record Finished(FinishReason Reason, GenerationUsage Usage, GenerationTimings Timings) : GenerationEvent;
}

/// <summary>Why an answer ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended it, a stop string was found, or an enforced length was kept at the end of a sentence.</summary>
    Stop,

    /// <summary>It reached its largest number of tokens, or an enforced length cut it inside its first sentence.</summary>
    Length,

    /// <summary>It calls functions.</summary>
    FunctionCalls,
}

/// <summary>Tokens of a generation.</summary>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CachedTokens">Those of them that an earlier generation had read already.</param>
/// <param name="MarkerTokens">Tokens of the answer's marker list.</param>
/// <param name="OutputTokens">Tokens of the text or the calls, the end token included.</param>
public sealed record GenerationUsage(int PromptTokens, int CachedTokens, int MarkerTokens, int OutputTokens);

/// <summary>A marker that the model chose itself.</summary>
/// <param name="Value">The chosen value, spelled as in the taxonomy.</param>
/// <param name="Probability">
/// The value's share among those that are possible beside the markers known before it, by the taxonomy's relations: what these leave as
/// the only choice has 1. A number is the median of the possible ones, so its own share is often small, and <see cref="Interval"/> says
/// more. 0 to 1, at temperature 1 whatever the text is sampled with.
/// </param>
/// <param name="Top">The likeliest values, best first: up to three for a categorical marker, the chosen one for a number.</param>
public sealed record InferredMarker(string Value, double Probability, IReadOnlyList<MarkerCandidate> Top)
{
    /// <summary>For a number, what lies between a tenth and nine tenths of the model's distribution; null for a categorical marker.</summary>
    public MarkerInterval? Interval { get; init; }
}

/// <summary>A range of numbers.</summary>
/// <param name="Low">The least, spelled as in the taxonomy; one in ten numbers is at most this.</param>
/// <param name="High">The most; nine in ten numbers are at most this.</param>
public sealed record MarkerInterval(string Low, string High);

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
