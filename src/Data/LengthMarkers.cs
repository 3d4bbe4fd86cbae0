using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data;

/// <summary>The four markers of an answer's length: the one place for the builder, the checks and the annotation of users' rows.</summary>
internal static class LengthMarkers
{
    /// <summary>Category and value, by <see cref="LengthMeasure"/>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(string answer)
    {
        var tokens = LengthMeasure.Tokens(answer);
        return
        [
            new("length_tokens", $"{tokens}"),
            new("length_sentences", $"{LengthMeasure.Sentences(answer)}"),
            new("length_paragraphs", $"{LengthMeasure.Paragraphs(answer)}"),
            new("length_bucket", LengthMeasure.Bucket(tokens)),
        ];
    }
}
