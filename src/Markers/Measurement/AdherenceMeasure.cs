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

/// <summary>What one marker asked for and what the text has.</summary>
/// <param name="Category">The marker's category.</param>
/// <param name="Asked">The value asked for.</param>
/// <param name="Measured">The value measured; null when the text has none, such as plain text where a format was asked for.</param>
/// <param name="Met">Whether the text obeys: lengths are upper limits, the rest must be equal.</param>
public sealed record MarkerAdherence(string Category, string Asked, string? Measured, bool Met);
