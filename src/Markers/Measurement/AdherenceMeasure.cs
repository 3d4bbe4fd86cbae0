namespace TreasureMarkers.Markers.Measurement;

/// <summary>Compares a text with the markers it was asked to obey, for those that can be measured.</summary>
public static class AdherenceMeasure
{
    /// <summary>One result per measurable marker of <paramref name="asked"/>, in the taxonomy's order.</summary>
    /// <param name="asked">The markers.</param>
    /// <param name="text">The answer.</param>
    public static IReadOnlyList<MarkerAdherence> Measure(MarkerSet asked, string text)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(text);
        return [.. asked.Select(marker => Measure(marker.Key, marker.Value, text)).OfType<MarkerAdherence>()];
    }

    private static MarkerAdherence? Measure(string category, string asked, string text) => category switch
    {
        "length_tokens" => Limit(category, asked, LengthMeasure.Tokens(text)),
        "length_sentences" => Limit(category, asked, LengthMeasure.Sentences(text)),
        "length_paragraphs" => Limit(category, asked, LengthMeasure.Paragraphs(text)),
        "length_bucket" => Equal(category, asked, LengthMeasure.Bucket(LengthMeasure.Tokens(text))),
        "format" => Equal(category, asked, FormatDetector.Detect(text)),
        "lang" => Equal(category, asked, LanguageIdentifier.Default.Identify(text).Language),
        _ => null,
    };

    private static MarkerAdherence Limit(string category, string asked, int measured) =>
        new(category, asked, measured.ToString(), long.TryParse(asked, out var limit) && measured <= limit);

    private static MarkerAdherence Equal(string category, string asked, string? measured) =>
        new(category, asked, measured, asked == measured);
}
