using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Inference.Generation;

/// <summary>The most that an answer may have where length markers are enforced, counted as <see cref="LengthMeasure"/> does.</summary>
/// <param name="Tokens">Most tokens.</param>
/// <param name="Sentences">Most sentences.</param>
/// <param name="Paragraphs">Most paragraphs.</param>
internal sealed record LengthLimits(int Tokens, int Sentences, int Paragraphs)
{
    /// <summary>
    /// The limits that enforced markers set; null where there are none. A bucket limits from above alone, since stopping can
    /// not make an answer longer: concise to 299 tokens, medium to 1000, long not at all.
    /// </summary>
    /// <param name="markers">The markers in force, given and inferred.</param>
    /// <param name="enforced">Categories to enforce, each one of the enforceable length categories; one without a marker limits nothing.</param>
    public static LengthLimits? From(IReadOnlyDictionary<string, string> markers, IReadOnlyCollection<string> enforced)
    {
        int Limit(string category) => enforced.Contains(category) && markers.TryGetValue(category, out var value)
            ? int.Parse(value)
            : int.MaxValue;

        var bucket = enforced.Contains("length_bucket") ? markers.GetValueOrDefault("length_bucket") : null;
        var limits = new LengthLimits(
            Math.Min(Limit("length_tokens"), bucket switch { "concise" => LengthMeasure.MediumFrom - 1, "medium" => LengthMeasure.MediumUpTo, _ => int.MaxValue }),
            Limit("length_sentences"),
            Limit("length_paragraphs"));
        return limits == new LengthLimits(int.MaxValue, int.MaxValue, int.MaxValue) ? null : limits;
    }

    /// <summary>Whether a text is within every limit.</summary>
    public bool Allow(string text) =>
        (Tokens == int.MaxValue || LengthMeasure.Tokens(text) <= Tokens)
        && (Sentences == int.MaxValue || LengthMeasure.Sentences(text) <= Sentences)
        && (Paragraphs == int.MaxValue || LengthMeasure.Paragraphs(text) <= Paragraphs);
}
