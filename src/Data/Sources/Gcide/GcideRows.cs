using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Gcide;

/// <summary>Rows about one meaning of a word; the dictionary is English, the requests are in all languages.</summary>
/// <param name="sense">The meaning.</param>
/// <param name="siblings">Other meanings of the same part of speech and split, for wrong options.</param>
/// <param name="context">Languages, seed and split.</param>
/// <param name="provenance">Where it came from.</param>
internal sealed class GcideRows(GcideSense sense, IReadOnlyList<GcideSense> siblings, SourceContext context, Provenance provenance)
{
    private readonly StableRandom _random = new(context.Seed, "gcide", provenance.Record);
    private readonly ReferencePrompt _prompt = new(
        new StableRandom(context.Seed, "gcide", provenance.Record, "prompt"), "English", context.Languages);
    private readonly Phrases _labels = Phrases.For("English");

    /// <summary>Some of the kinds that the meaning can give: fewer where no field is named.</summary>
    public IEnumerable<RowDraft> All()
    {
        Func<RowDraft?>[] makers = sense.Field is null ? [Define, Term, Choose] : [Define, Term, Choose, Field, Record];
        return _random.Sample(makers, sense.Field is null ? 1 : 3).Select(make => make()).OfType<RowDraft>();
    }

    /// <summary>Only the first meaning is what a word means when nothing else is said; the field tells the others apart.</summary>
    private RowDraft? Define()
    {
        if (sense.Number > 1 && sense.Field is null)
        {
            return null;
        }

        var term = sense.Number > 1 ? $"{sense.Word} ({sense.Field!.Name})" : sense.Word;
        return Draft(
            "define", _random.Chance(0.5) ? "Explanation" : "QuestionAnswering", null, "Human", _prompt.Ask("define", null, ("x", term)),
            sense.Definition);
    }

    private RowDraft? Term() => sense.Definition.Contains(sense.Word[..Math.Min(5, sense.Word.Length)], StringComparison.OrdinalIgnoreCase)
        ? null
        : Draft("term", "QuestionAnswering", null, "Human", _prompt.About("term", null, sense.Definition), sense.Word);

    private RowDraft? Choose()
    {
        string[] wrong =
        [
            .. _random.Sample(siblings, 8).Where(s => s.Word != sense.Word).Select(s => s.Definition).Where(d => d != sense.Definition)
                .Distinct().Take(3),
        ];
        if (wrong.Length < 3)
        {
            return null;
        }

        var (prompt, answer) = _prompt.Choice(sense.Word, sense.Definition, wrong);
        return Draft("choose", "QuestionAnswering", "MCQAnswer", "Human", prompt, answer) with
        {
            Split = context.IsHeldOut(sense.Group) ? DataSplit.Eval : DataSplit.Train,
        };
    }

    private RowDraft Field()
    {
        var format = _random.Chance(0.3) ? _random.Pick(AnswerFormat.All) : null;
        var answer = format is null
            ? sense.Field!.Name
            : AnswerFormat.Record(format, format == "XML" ? "entry" : sense.Word, [new(Label("field"), sense.Field!.Name)]);
        return Draft(
            "field", "Classification", format, "Others", _prompt.About("field", format, $"{sense.Word}: {sense.Definition}"), answer);
    }

    private RowDraft Record()
    {
        var format = _random.Pick(AnswerFormat.All);
        Field[] fields =
        [
            new(Label("term"), sense.Word), new(Label("class"), sense.PartOfSpeech), new(Label("field"), sense.Field!.Name),
            new(Label("meaning"), sense.Definition),
        ];
        var text = $"{sense.Word}, {sense.PartOfSpeech} ({sense.Field.Name}). {sense.Definition}";
        return Draft(
            "record", "InformationExtraction", format, "Others", _prompt.About("extract", format, text),
            AnswerFormat.Record(format, format == "XML" ? "entry" : sense.Word, fields));
    }

    private string Label(string key) => _labels.Word("refLabel", key);

    private RowDraft Draft(string kind, string task, string? format, string source, string prompt, string answer) =>
        new(
            "gcide-" + kind, sense.Group, "English", task, sense.Field?.Domain ?? "Unspecified", format, source, prompt, answer,
            provenance);
}
