using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Training.Data.Sources;

namespace TreasureMarkers.Training.Data.Building;

/// <summary>Turns a draft into a row: measures the answer, validates every marker against the taxonomy, and makes the id.</summary>
/// <param name="taxonomy">The markers' categories and values.</param>
/// <param name="splits">Which groups are held out.</param>
public sealed class RowAnnotator(MarkerTaxonomy taxonomy, SplitRule splits)
{
    /// <summary>Below this many letters a language cannot be told for sure, and a name is often the same in several.</summary>
    private const int TellableLength = 60;

    private const double Sure = 0.9;

    /// <summary>
    /// The row, with a marker for everything that is known; null when the answer does not measure as its maker says:
    /// plain text that looks like a list, or a translation that was left in another language.
    /// </summary>
    /// <exception cref="MarkerException">The draft has a value that the taxonomy lacks.</exception>
    public DataRow? Annotate(RowDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (FormatDetector.Detect(draft.Answer) != draft.Format || IsInAnotherLanguage(draft))
        {
            return null;
        }

        var tokens = LengthMeasure.Tokens(draft.Answer);
        List<KeyValuePair<string, string>> markers =
        [
            new("length_tokens", tokens.ToString()),
            new("length_sentences", LengthMeasure.Sentences(draft.Answer).ToString()),
            new("length_paragraphs", LengthMeasure.Paragraphs(draft.Answer).ToString()),
            new("length_bucket", LengthMeasure.Bucket(tokens)),
            new("task", draft.Task),
            new("domain", draft.Domain),
            new("source", draft.Source),
            new("lang", draft.Lang),
        ];
        if (draft.Format is not null)
        {
            markers.Add(new("format", draft.Format));
        }

        return new DataRow(
            StableHash.Id(draft.Kind, draft.Lang, draft.Provenance.Record, draft.Prompt, draft.Answer),
            splits.Of(draft.Group),
            draft.Group,
            [new RowMessage("user", draft.Prompt), new RowMessage("assistant", draft.Answer)],
            MarkerSet.Create(taxonomy, markers).ToDictionary(m => m.Key, m => m.Value),
            draft.Provenance);
    }

    private static bool IsInAnotherLanguage(RowDraft draft)
    {
        if (draft.Answer.Length < TellableLength || draft.Source == "Synthetic")
        {
            return false;
        }

        var guess = LanguageIdentifier.Default.Identify(draft.Answer);
        return guess.Language != draft.Lang && guess.Probability > Sure;
    }
}
