using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Declaration;

/// <summary>The rows about one article of the declaration whose answers are in one language.</summary>
/// <param name="declarations">The declaration by language.</param>
/// <param name="language">The answers' language.</param>
/// <param name="number">The article; 0 is the preamble.</param>
/// <param name="context">Languages and seed.</param>
/// <param name="provenance">Where the article came from.</param>
internal sealed class DeclarationRows(
    IReadOnlyDictionary<string, DeclarationText> declarations, string language, int number, SourceContext context, Provenance provenance)
{
    private const int Repeats = 5;
    private readonly StableRandom _random = new(context.Seed, "declaration", language, number.ToString());
    private readonly DeclarationArticle _article = declarations[language].Articles[number];
    private readonly Phrases _answer = Phrases.For(language);

    /// <summary>
    /// The article as running text, unless it is too short, and the rows about it in a fixed order; it is asked for in several ways.
    /// </summary>
    public IEnumerable<Draft> All() =>
    [
        .. _article.Text.Length < 200 ? [] : (Draft[])[new TextDraft(Group, language, _article.Text, provenance)],
        .. Translations(), .. number == 0 ? [] : Articles(), .. Continuation(),
    ];

    private string Group => $"declaration/{number}";

    private IEnumerable<RowDraft> Articles()
    {
        var right = _answer.Word("prose.right", number.ToString());
        for (var i = 0; i < Repeats; i++)
        {
            yield return Draft(
                "law-article", "QuestionAnswering", Say("prose.article", ("n", number.ToString())), _article.Text,
                RowDraft.SourceOf(language));
            yield return Draft(
                "law-which", "QuestionAnswering", About("prose.whichArticle"), _random.Chance(0.5) ? _article.Heading : number.ToString(),
                "Others") with
            { Style = null };
            yield return Right(right);
            yield return Draft(
                "law-explain", "Explanation", Say("prose.rightText", ("right", right)),
                _random.Chance(0.5) ? _article.Text : _article.Paragraphs[0], RowDraft.SourceOf(language));
        }
    }

    private RowDraft Right(string right)
    {
        var classify = _random.Chance(0.5);
        var format = _random.Chance(0.3) ? _random.Pick(AnswerFormat.All) : null;
        var label = _answer.Word("prose.label", classify ? "right" : "summary");
        var answer = format is null ? right : AnswerFormat.Record(format, label, [new(label, right)]);
        var (task, key) = classify ? ("Classification", "prose.whichRight") : ("Summarization", "prose.gist");
        return Draft("law-right", task, About(key), answer, "Others") with { Format = format };
    }

    private IEnumerable<RowDraft> Translations()
    {
        string[] others = [.. declarations.Keys.Where(l => l != language).Order(StringComparer.Ordinal)];
        foreach (var other in _random.Sample(others, 12))
        {
            var source = declarations[other].Articles.GetValueOrDefault(number);
            if (source is null)
            {
                continue;
            }

            var aligned = source.Paragraphs.Count == _article.Paragraphs.Count && _article.Paragraphs.Count > 1;
            var part = aligned && (number == 0 || _random.Chance(0.5)) ? _random.Next(_article.Paragraphs.Count) : -1;
            if (part < 0 && number == 0)
            {
                continue;
            }

            var prompt = PromptText.With(
                _random, _answer.Say(_random, "prose.translate"), part < 0 ? source.Text : source.Paragraphs[part]);
            yield return Draft("law-translate", "Translation", prompt, part < 0 ? _article.Text : _article.Paragraphs[part], "Translation");
        }
    }

    private IEnumerable<RowDraft> Continuation()
    {
        var phrases = Phrases.AskedIn(_random, language, context.Languages);
        for (var i = 1; i < _article.Paragraphs.Count; i++)
        {
            var prompt = PromptText.With(_random, phrases.Say(_random, "prose.continue"), string.Join("\n\n", _article.Paragraphs.Take(i)));
            yield return Draft("law-continue", "OpenEnded", prompt, _article.Paragraphs[i], RowDraft.SourceOf(language));
        }
    }

    private string About(string key)
    {
        var written = _random.Chance(0.8) ? language : _random.Pick([.. declarations.Keys.Order(StringComparer.Ordinal)]);
        var phrases = Phrases.AskedIn(_random, language, context.Languages);
        return PromptText.With(_random, phrases.Say(_random, key), declarations[written].Articles[number].Text);
    }

    private string Say(string key, (string Name, string Value) value)
    {
        var phrases = value.Name == "right" ? _answer : Phrases.AskedIn(_random, language, context.Languages);
        return PromptText.MaybeHasty(_random, phrases.Say(_random, key, value));
    }

    private RowDraft Draft(string kind, string task, string prompt, string answer, string source) =>
        new(kind, Group, language, task, "Legal", null, source, prompt, answer, provenance) { Style = "Formal" };
}
