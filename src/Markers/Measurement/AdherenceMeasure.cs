using System.Globalization;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>Measures what a text has of what its markers ask.</summary>
public static class AdherenceMeasure
{
    /// <summary>Measures the markers that can be measured; the others are left out.</summary>
    /// <param name="asked">The markers that the text stands under. Lengths in tokens, sentences and paragraphs are limits.</param>
    /// <param name="text">The text.</param>
    /// <returns>One entry for each measurable marker, in taxonomy order.</returns>
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
        _ => null,
    };

    private static MarkerAdherence Limit(string category, string asked, int measured) =>
        new(category, asked, measured.ToString(CultureInfo.InvariantCulture), measured <= int.Parse(asked, CultureInfo.InvariantCulture));

    private static MarkerAdherence Equal(string category, string asked, string measured) =>
        new(category, asked, measured, asked == measured);
}
