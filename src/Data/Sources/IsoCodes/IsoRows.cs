using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.IsoCodes;

/// <summary>The rows about one entry whose answers are in one language.</summary>
/// <param name="entry">The entry.</param>
/// <param name="language">The answers' language, in which the entry has a name.</param>
/// <param name="context">
/// The build: its seed, its languages for instructions in another one, and its split, since lists are made by it too.
/// </param>
/// <param name="version">The version of iso-codes.</param>
internal sealed class IsoRows(IsoEntry entry, string language, SourceContext context, string version)
{
    private readonly StableRandom _random = new(context.Seed, entry.Group, language);
    private readonly string _split = context.IsHeldOut(entry.Group) ? DataSplit.Eval : DataSplit.Train;
    private readonly Phrases _answer = Phrases.For(language);
    private readonly string _name = entry.Names[language];

    private IsoFacts Facts => new(entry, language, _random);

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All() => entry.IsCommon
        ? [.. Codes(), .. Names(), .. Codes(), .. About(), .. Translations(), .. Kind(), .. Extraction()]
        : [.. Codes(), .. Names(), .. Kind()];

    private IEnumerable<RowDraft> Codes()
    {
        var sentence = Facts.Code;
        string[] answers = [entry.Code, sentence, PromptText.Join(language, [sentence, .. Facts.OtherCodes])];
        foreach (var answer in answers.Distinct())
        {
            yield return Draft("iso-code", "QuestionAnswering", null, Ask($"askCode.{entry.Kind}", null), answer);
        }

        var format = _random.Pick(AnswerFormat.All);
        yield return Draft(
            "iso-code-format", "QuestionAnswering", format, Ask($"askCode.{entry.Kind}", format),
            Record(format, [new(_answer.Label("code"), entry.Code)]));
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
        var kind = Facts.Kind;
        string[] codes = [.. Facts.Codes];
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
            yield return Draft("iso-about-format", "Explanation", format, Ask("about", format), Record(format, Facts.Fields));
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
                format is null
                    ? _name
                    : Record(format, [new(_answer.Label("text"), text), new(_answer.Label("translation"), _name)], named: false),
                    "Translation");
        }
    }

    private IEnumerable<RowDraft> Kind()
    {
        yield return Draft(
            "iso-kind", "Classification", null, Ask("kind", null), _random.Chance(0.6) ? _answer.Label(entry.Kind) : Facts.Kind);
        var format = _random.Pick(AnswerFormat.All);
        yield return Draft(
            "iso-kind", "Classification", format, Ask("kind", format),
            Record(format, [new(_answer.Label("kind"), _answer.Label(entry.Kind))]));
    }

    private IEnumerable<RowDraft> Extraction()
    {
        var format = _random.Pick(AnswerFormat.All);
        var phrases = Phrases.AskedIn(_random, language, context.Languages);
        var asked = PromptText.MaybeAskFor(_random, phrases, format, phrases.Say(_random, "extract"));
        var text = PromptText.Join(language, [Facts.Kind, .. Facts.Codes]);
        yield return Draft(
            "iso-extract", "InformationExtraction", format, PromptText.With(_random, asked, text), Record(format, Facts.Fields));
    }

    private string Record(string format, IReadOnlyList<Field> fields, bool named = true) =>
        AnswerFormat.Record(
            format, format == "XML" ? _answer.Label(entry.Kind) : _name, named ? [new(_answer.Label("name"), _name), .. fields] : fields);

    private string Ask(string key, string? format, string? code = null)
    {
        var asked = AskedIn.Language(_random, language, context.Languages);
        var phrases = Phrases.For(entry.Names.ContainsKey(asked) ? asked : language);
        var question = LanguageStyle.Of(phrases.Language)
            .Capitalize(phrases.Say(_random, key, ("x", entry.Names[phrases.Language]), ("code", code ?? entry.Code)));
        return PromptText.MaybeAskFor(_random, phrases, format, PromptText.MaybeHasty(_random, question));
    }

    private RowDraft Draft(string kind, string task, string? format, string prompt, string answer, string source = "Others") =>
        new(kind, entry.Group, language, task, entry.Domain, format, source, prompt, answer,
            IsoEntry.Provenance(version, $"{entry.Kind}/{entry.Code}"))
        {
            Split = _split,
        };
}

/// <summary>What is known about an entry, as sentences and as fields in one language.</summary>
/// <param name="entry">The entry.</param>
/// <param name="language">The language, in which the entry has a name.</param>
/// <param name="random">Picks among paraphrases.</param>
internal sealed class IsoFacts(IsoEntry entry, string language, StableRandom random)
{
    private readonly Phrases _phrases = Phrases.For(language);
    private readonly string _name = entry.Names[language];

    /// <summary>"Germany is a country or territory."</summary>
    public string Kind => Say($"answer.kind.{entry.Kind}");

    /// <summary>"The country “Germany” has the code DE."</summary>
    public string Code => Say($"answer.code.{entry.Kind}");

    /// <summary>Sentences about all its codes, the main one first, and about its official name.</summary>
    public IReadOnlyList<string> Codes => [entry.Code.Length == 2 ? Say("answer.code2", entry.Code) : Code, .. OtherCodes];

    /// <summary>Sentences about the codes beside the main one and about the official name.</summary>
    public IReadOnlyList<string> OtherCodes
    {
        get
        {
            var official = entry.OfficialNames.GetValueOrDefault(language);
            (string Key, string? Value)[] facts =
                [("answer.code3", entry.Code3), ("answer.number", entry.Number), ("answer.official", official == _name ? null : official)];
            return [.. facts.Where(f => f.Value is not null).Select(f => Say(f.Key, f.Value!))];
        }
    }

    /// <summary>What it is and its codes.</summary>
    public IReadOnlyList<Field> Fields
    {
        get
        {
            (string Label, string? Value)[] fields =
                [("kind", _phrases.Label(entry.Kind)), ("code", entry.Code), ("code3", entry.Code3), ("number", entry.Number)];
            return [.. fields.Where(f => f.Value is not null).Select(f => new Field(_phrases.Label(f.Label), f.Value!))];
        }
    }

    private string Say(string key, string? value = null) =>
        LanguageStyle.Of(language).Capitalize(_phrases.Say(random, key, ("x", _name), ("code", entry.Code), ("v", value ?? "")));
}
