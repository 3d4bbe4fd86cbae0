using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Inference.Generation;

/// <summary>
/// Keeps an answer within enforced lengths: it shows whole sentences only, and ends the answer before the first that does not
/// fit. Only where the very first sentence does not fit is it cut inside, at the limit.
/// </summary>
/// <param name="limits">The limits.</param>
internal sealed class LengthFilter(LengthLimits limits)
{
    private string _shown = "";
    private string _held = "";

    /// <summary>Whether the limit was reached: no more text will be shown.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Whether the answer was cut inside a sentence.</summary>
    public bool CutInside { get; private set; }

    /// <summary>Takes the next text and gives the whole sentences that can be shown.</summary>
    public string Append(string text)
    {
        if (Stopped)
        {
            return "";
        }

        _held += text;
        var before = _shown.Length;
        while (!Stopped && SentenceEnd(_held) is > 0 and var end)
        {
            Show(end);
        }

        if (!Stopped && !limits.Allow(_shown + _held))
        {
            Show(_held.Length);
        }

        return _shown[before..];
    }

    /// <summary>Gives what was held back, as far as it fits, once no more text comes.</summary>
    public string Complete()
    {
        var before = _shown.Length;
        if (!Stopped && _held.Length > 0)
        {
            Show(_held.Length);
        }

        return _shown[before..];
    }

    /// <summary>
    /// Index after the first sentence that another one follows, by the rule that sentences are counted with; 0 if none does.
    /// </summary>
    private static int SentenceEnd(string text) => SentenceSplitter.Split(text) is [var first, _, ..]
        ? text.IndexOf(first, StringComparison.Ordinal) + first.Length
        : 0;

    /// <summary>Shows the next characters if they fit; if not, ends the answer, with a cut piece where nothing was shown yet.</summary>
    private void Show(int length)
    {
        if (limits.Allow(_shown + _held[..length]))
        {
            _shown += _held[..length];
            _held = _held[length..];
            return;
        }

        Stopped = true;
        if (!string.IsNullOrWhiteSpace(_shown))
        {
            return;
        }

        var fits = length;
        while (fits > 0 && !limits.Allow(_shown + _held[..fits]))
        {
            fits -= fits > 1 && char.IsLowSurrogate(_held[fits - 1]) ? 2 : 1;
        }

        CutInside = fits > 0;
        _shown += _held[..fits].TrimEnd();
    }
}

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
    /// <param name="enforced">
    /// Categories to enforce, each one of the enforceable length categories; one without a marker limits nothing.
    /// </param>
    public static LengthLimits? From(IReadOnlyDictionary<string, string> markers, IReadOnlyCollection<string> enforced)
    {
        int Limit(string category) => enforced.Contains(category) && markers.TryGetValue(category, out var value)
            ? int.Parse(value)
            : int.MaxValue;

        var ofBucket = (enforced.Contains("length_bucket") ? markers.GetValueOrDefault("length_bucket") : null) switch
        {
            "concise" => LengthMeasure.MediumFrom - 1,
            "medium" => LengthMeasure.MediumUpTo,
            _ => int.MaxValue,
        };
        var limits = new LengthLimits(
            Math.Min(Limit("length_tokens"), ofBucket),
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
