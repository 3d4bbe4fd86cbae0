using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.WordNet;

/// <summary>Rows about one sense of a word; the dictionary is English, the requests are in all languages.</summary>
/// <param name="sense">The sense.</param>
/// <param name="senses">All senses of its first word with the same part of speech, in the dictionary's order.</param>
/// <param name="siblings">Senses of the same subject and split, for wrong options.</param>
/// <param name="context">Languages and seed.</param>
/// <param name="provenance">Where it came from.</param>
internal sealed class WordRows(
    WordSense sense, IReadOnlyList<WordSense> senses, IReadOnlyList<WordSense> siblings, SourceContext context, Provenance provenance)
{
    private readonly StableRandom _random = new(context.Seed, sense.Id);
    private readonly ReferencePrompt _prompt = new(new StableRandom(context.Seed, sense.Id, "prompt"), "English", context.Languages);
    private readonly string _word = sense.Words[0];
    private readonly Phrases _labels = Phrases.For("English");

    /// <summary>Two of the kinds that the sense can give.</summary>
    public IEnumerable<RowDraft> All()
    {
        Func<RowDraft?>[] makers = [Define, Term, WhichMeaning, WhichWord, Subject, Record];
        return _random.Sample(makers, 3).Select(make => make()).OfType<RowDraft>();
    }

    private RowDraft? Define()
    {
        if (senses[0] != sense)
        {
            return null;
        }

        var list = senses.Count > 1;
        var answer = list ? AnswerFormat.List("Enumeration", "", [.. senses.Take(8).Select(s => new[] { new Field("", s.Definition) })])
            : PromptText.Sentence("English", sense.Definition)
                + (sense.Examples.Count > 0 && _random.Chance(0.5) ? $" Example: “{sense.Examples[0]}”" : "");
        var format = list ? "Enumeration" : null;
        return Draft(
            "word-define", _random.Chance(0.5) ? "Explanation" : "QuestionAnswering", format, "Human",
            _prompt.Ask("define", format, ("x", _word)), answer);
    }

    private RowDraft? Term()
    {
        // A definition that holds the word gives it away.
        return Holds(sense.Definition) ? null
            : Draft("word-term", "QuestionAnswering", null, "Human", _prompt.About("term", null, sense.Definition), _word);
    }

    private RowDraft? WhichMeaning()
    {
        string[] wrong = [.. Others().Select(s => s.Definition).Where(d => d != sense.Definition).Distinct().Take(3)];
        return wrong.Length < 3 ? null : Choice("word-choose-meaning", _word, sense.Definition, wrong);
    }

    private RowDraft? WhichWord()
    {
        var sentence = sense.Examples.FirstOrDefault(e => Holds(e));
        string[] wrong = [.. Others().Select(s => s.Words[0]).Where(w => !sense.Words.Contains(w)).Distinct().Take(3)];
        if (sentence is null || wrong.Length < 3)
        {
            return null;
        }

        var at = sentence.IndexOf(_word, StringComparison.OrdinalIgnoreCase);
        return Choice("word-choose-word", sentence[..at] + "____" + sentence[(at + _word.Length)..], _word, wrong);
    }

    private RowDraft? Subject()
    {
        if (!sense.HasSubject)
        {
            return null;
        }

        var format = _random.Chance(0.3) ? _random.Pick(AnswerFormat.All) : null;
        var answer = format is null ? sense.Subject : AnswerFormat.Record(format, _word, [new(Label("field"), sense.Subject)]);
        return Draft(
            "word-subject", "Classification", format, "Others", _prompt.About("field", format, $"{_word}: {sense.Definition}"), answer);
    }

    private RowDraft? Record()
    {
        var format = _random.Pick(AnswerFormat.All);
        List<Field> fields = [new(Label("term"), _word), new(Label("class"), sense.PartOfSpeech), new(Label("meaning"), sense.Definition)];
        if (sense.HasSubject)
        {
            fields.Add(new(Label("field"), sense.Subject));
        }

        var example = sense.Examples.Count > 0 ? $"; “{sense.Examples[0]}”" : "";
        var about = sense.HasSubject ? $"{sense.PartOfSpeech}, {sense.Subject}" : sense.PartOfSpeech;
        var text = $"{string.Join(", ", sense.Words)} ({about}): {sense.Definition}{example}";
        return Draft(
            "word-record", "InformationExtraction", format, "Others", _prompt.About("extract", format, text),
            AnswerFormat.Record(format, format == "XML" ? "entry" : _word, fields));
    }

    private RowDraft Choice(string kind, string question, string right, string[] wrong)
    {
        var (prompt, answer) = _prompt.Choice(question, right, wrong);
        return Draft(kind, "QuestionAnswering", "MCQAnswer", "Human", prompt, answer) with
        {
            Split = context.IsHeldOut(sense.Group) ? DataSplit.Eval : DataSplit.Train,
        };
    }

    private WordSense[] Others() => [.. _random.Sample(siblings, Math.Min(8, siblings.Count)).Where(s => s.Group != sense.Group)];

    /// <summary>Whether the word stands in a text as a word of its own.</summary>
    private bool Holds(string text)
    {
        var at = text.IndexOf(_word, StringComparison.OrdinalIgnoreCase);
        var end = at + _word.Length;
        return at >= 0 && (at == 0 || !char.IsLetter(text[at - 1])) && (end == text.Length || !char.IsLetter(text[end]));
    }

    private string Label(string key) => _labels.Word("refLabel", key);

    private RowDraft Draft(string kind, string task, string? format, string source, string prompt, string answer) =>
        new(kind, sense.Group, "English", task, sense.Domain, format, source, prompt, answer, provenance);
}
