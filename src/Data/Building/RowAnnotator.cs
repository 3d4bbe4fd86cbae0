using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Building;

/// <summary>Turns a draft into a row: measures the answer, validates every marker against the taxonomy, and makes the id.</summary>
/// <param name="taxonomy">The markers' categories and values.</param>
internal sealed class RowAnnotator(MarkerTaxonomy taxonomy)
{
    /// <summary>
    /// The row, with a marker for everything that is known and the split left to be decided; null when the answer does not measure as its maker says:
    /// plain text that looks like a list, or a translation that was left in another language; or when it must not be taught.
    /// </summary>
    /// <exception cref="MarkerException">The draft has a value that the taxonomy lacks.</exception>
    public DataRow? Annotate(RowDraft draft)
    {
        if (!IsAsItsMakerSays(draft) || !MayBeTaught(draft))
        {
            return null;
        }

        return new DataRow(
            StableHash.Id(draft.Kind, draft.Lang, draft.Provenance.Record, draft.Prompt, draft.Answer),
            DataSplit.Train,
            draft.Group,
            [
                .. draft.Earlier, new RowMessage("user", draft.Prompt), .. draft.Between,
                new RowMessage("assistant", draft.Answer) { ToolCalls = draft.Calls },
            ],
            MarkerSet.Create(taxonomy, Markers(draft)).ToDictionary(m => m.Key, m => m.Value),
            draft.Provenance)
        {
            Tools = draft.Tools,
            Test = draft.Test,
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Markers(RowDraft draft)
    {
        // A call is no text: it has neither length nor format.
        (string Name, string? Value)[] markers =
        [
            .. draft.Calls is not null ? [] : LengthMarkers.Of(draft.Answer).Select(m => (m.Key, (string?)m.Value)),
            ("task", draft.Task),
            ("domain", draft.Domain),
            ("code_type", draft.CodeType),
            ("format", draft.Format),
            ("source", draft.Source),
            ("style", draft.Style),
            ("lang", draft.Lang),
        ];
        return markers.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Name, m.Value!));
    }

    /// <summary>Answers that are code have no natural language: theirs is the instruction's. Bare code has no format either.</summary>
    private static bool IsAsItsMakerSays(RowDraft draft)
    {
        var isCode = CodeAnswer.Is(draft.Task);
        return draft.Calls is not null || CodeAnswer.IsBare(draft.Task, draft.Format)
            || (FormatDetector.Detect(draft.Answer) == draft.Format && (isCode || (TellableLanguage.Of(draft.Answer, draft.Source) ?? draft.Lang) == draft.Lang));
    }

    /// <summary>Limits in words are what the model is to generalise to, so no row states one; and no row points to a person.</summary>
    private static bool MayBeTaught(RowDraft draft) =>
        LengthLimits.Find(draft.Prompt) is null && !PersonalData.IsIn(draft.Prompt) && !PersonalData.IsIn(draft.Answer);
}
