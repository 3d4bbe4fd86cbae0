using TreasureMarkers.Training.Data.Sources;
using TreasureMarkers.Training.Data.Sources.IsoCodes;

namespace TreasureMarkers.Training.Data.Rendering;

/// <summary>The rows about one entry whose answers are in one language.</summary>
/// <param name="entry">The entry.</param>
/// <param name="language">The answers' language, in which the entry has a name.</param>
/// <param name="languages">All languages, for instructions in another one.</param>
/// <param name="seed">The build's seed.</param>
/// <param name="version">The version of iso-codes.</param>
public sealed class IsoRows(IsoEntry entry, string language, IReadOnlyList<DataLanguage> languages, string seed, string version)
{
    private readonly StableRandom _random = new(seed, entry.Group, language);
    private readonly Phrases _answer = Phrases.For(language);
    private readonly string _name = entry.Names[language];

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All() => entry.IsCommon
        ? [.. Codes(), .. Names(), .. Codes(), .. About(), .. Translations(), .. Kind(), .. Extraction()]
        : [.. Codes(), .. Names(), .. Kind()];

    private IEnumerable<RowDraft> Codes()
    {
        var sentence = _answer.Say(_random, $"answer.code.{entry.Kind}", ("x", _name), ("code", entry.Code));
        string[] answers = [entry.Code, sentence, PromptText.Join(language, [sentence, .. CodeSentences(skipMain: true)])];
        foreach (var answer in answers.Distinct())
        {
            yield return Draft("iso-code", "QuestionAnswering", null, Ask($"askCode.{entry.Kind}", null), answer);
        }

        var format = _random.Pick(AnswerFormat.All);
        yield return Draft("iso-code-format", "QuestionAnswering", format, Ask($"askCode.{entry.Kind}", format), Record(format, [new(_answer.Label("code"), entry.Code)]));
    }

    private IEnumerable<RowDraft> Names()
    {
        foreach (var code in entry.Code3 is { } three && _random.Chance(0.3) ? new[] { entry.Code, three } : [entry.Code])
        {
            var sentence = _answer.Say(_random, "answer.name", ("x", _name), ("code", code));
            yield return Draft("iso-name", "QuestionAnswering", null, Ask($"askName.{entry.Kind}", null, code), _name);
            yield return Draft("iso-name", "QuestionAnswering", null, Ask($"askName.{entry.Kind}", null, code), sentence);
        }
    }

    private IEnumerable<RowDraft> About()
    {
        var kind = KindSentence;
        string[] codes = [.. CodeSentences(skipMain: false)];
        string[] answers =
        [
            kind, PromptText.Join(language, [kind, codes[0]]), PromptText.Join(language, [kind, .. codes]),
            kind + "\n\n" + PromptText.Join(language, codes),
        ];
        foreach (var answer in answers.Distinct())
        {
            yield return Draft("iso-about", "Explanation", null, Ask("about", null), answer);
        }

        foreach (var format in AnswerFormat.All)
        {
            yield return Draft("iso-about-format", "Explanation", format, Ask("about", format), Record(format, Fields));
        }
    }

    private IEnumerable<RowDraft> Translations()
    {
        foreach (var from in _random.Sample([.. entry.Names.Keys.Where(l => l != language).Order(StringComparer.Ordinal)], 3))
        {
            var instruction = _random.Chance(0.6) ? language : from;
            var phrases = Phrases.For(instruction);
            var named = instruction == from ? _random.Chance(0.8) : _random.Chance(0.5);
            var asked = named ? phrases.Say(_random, "translateTo", ("to", phrases.Into(language))) : phrases.Say(_random, "translate");
            var format = _random.Chance(0.15) ? _random.Pick(AnswerFormat.All) : null;
            asked = PromptText.MaybeAskFor(_random, phrases, format, asked);
            var text = entry.Names[from];
            yield return Draft(
                "iso-translate", "Translation", format, PromptText.With(_random, asked, text),
                format is null ? _name : Record(format, [new(_answer.Label("text"), text), new(_answer.Label("translation"), _name)], named: false), "Translation");
        }
    }

    private IEnumerable<RowDraft> Kind()
    {
        yield return Draft("iso-kind", "Classification", null, Ask("kind", null), _random.Chance(0.6) ? _answer.Label(entry.Kind) : KindSentence);
        var format = _random.Pick(AnswerFormat.All);
        yield return Draft("iso-kind", "Classification", format, Ask("kind", format), Record(format, [new(_answer.Label("kind"), _answer.Label(entry.Kind))]));
    }

    private IEnumerable<RowDraft> Extraction()
    {
        var format = _random.Pick(AnswerFormat.All);
        var phrases = Phrases.For(_random.Chance(0.8) ? language : Other());
        var asked = PromptText.MaybeAskFor(_random, phrases, format, phrases.Say(_random, "extract"));
        var text = PromptText.Join(language, [KindSentence, .. CodeSentences(skipMain: false)]);
        yield return Draft("iso-extract", "InformationExtraction", format, PromptText.With(_random, asked, text), Record(format, Fields));
    }

    private string KindSentence => _answer.Say(_random, $"answer.kind.{entry.Kind}", ("x", _name));

    private List<Field> Fields
    {
        get
        {
            List<Field> fields = [new(_answer.Label("kind"), _answer.Label(entry.Kind)), new(_answer.Label("code"), entry.Code)];
            Add(fields, "code3", entry.Code3);
            Add(fields, "number", entry.Number);
            return fields;
        }
    }

    private void Add(List<Field> fields, string label, string? value)
    {
        if (value is not null)
        {
            fields.Add(new Field(_answer.Label(label), value));
        }
    }

    private IEnumerable<string> CodeSentences(bool skipMain)
    {
        if (!skipMain)
        {
            yield return entry.Code.Length == 2 ? _answer.Say(_random, "answer.code2", ("v", entry.Code))
                : _answer.Say(_random, $"answer.code.{entry.Kind}", ("x", _name), ("code", entry.Code));
        }

        if (entry.Code3 is { } three)
        {
            yield return _answer.Say(_random, "answer.code3", ("v", three));
        }

        if (entry.Number is { } number)
        {
            yield return _answer.Say(_random, "answer.number", ("v", number));
        }

        if (entry.OfficialNames.GetValueOrDefault(language) is { } official && official != _name)
        {
            yield return _answer.Say(_random, "answer.official", ("v", official));
        }
    }

    private string Record(string format, List<Field> fields, bool named = true) =>
        AnswerFormat.Record(format, format == "XML" ? _answer.Label(entry.Kind) : _name, named ? [new(_answer.Label("name"), _name), .. fields] : fields);

    private string Ask(string key, string? format, string? code = null)
    {
        var asked = _random.Chance(0.8) ? language : Other();
        var phrases = Phrases.For(entry.Names.ContainsKey(asked) ? asked : language);
        var question = phrases.Say(_random, key, ("x", entry.Names[phrases.Language]), ("code", code ?? entry.Code));
        return PromptText.MaybeAskFor(_random, phrases, format, PromptText.MaybeHasty(_random, question));
    }

    private string Other() => _random.Chance(0.5) ? "English" : _random.Pick(languages).Name;

    private RowDraft Draft(string kind, string task, string? format, string prompt, string answer, string source = "Synthetic") =>
        new(kind, entry.Group, language, task, entry.Kind == "currency" ? "Finance" : entry.Kind == "country" ? "SocialSciences" : "Culture", format, source, prompt, answer, Provenance(version, $"{entry.Kind}/{entry.Code}"));

    internal static Provenance Provenance(string version, string record) => new("iso-codes", version, "LGPL-2.1-or-later", record);
}
