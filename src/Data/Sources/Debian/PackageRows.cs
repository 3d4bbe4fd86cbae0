using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Sources.Debian;

/// <summary>The rows about one package whose answers are in one language.</summary>
/// <param name="package">The package.</param>
/// <param name="language">The answers' language, in which the package has a description.</param>
/// <param name="languages">All languages, for instructions in another one.</param>
/// <param name="seed">The build's seed.</param>
internal sealed class PackageRows(DebianPackage package, string language, IReadOnlyList<DataLanguage> languages, string seed)
{
    /// <summary>All choices, in the order in which rows are made.</summary>
    private readonly StableRandom _random = new(seed, package.Name, language);

    private readonly Description _description = package.Descriptions[language];

    /// <summary>The phrases of the answers' language.</summary>
    private readonly Phrases _answer = Phrases.For(language);

    /// <summary>The package's topic, a key of the phrases.</summary>
    private readonly string _topic = PackageSubject.Topic(package.Section) ?? "tools";

    /// <summary>The source marker of the description's own text.</summary>
    private string TextSource => language == "English" ? "Human" : "Translation";

    private PackageRecord Record => new(package, _description.Synopsis, _topic);

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All() => [.. Explanations(), .. Summaries(), .. Translations(), .. Classifications(), .. Extractions()];

    /// <summary>Rows that explain the package at several lengths and in several formats, from its description.</summary>
    private IEnumerable<RowDraft> Explanations()
    {
        var sentences = _description.Sentences;
        if (sentences.Count == 0)
        {
            yield break;
        }

        string[] lengths = [sentences[0], _description.Paragraphs[0], _description.Body];
        foreach (var answer in lengths.Distinct())
        {
            yield return Draft("explain", "Explanation", null, TextSource, Question("explain"), answer);
        }

        yield return Draft("explain-hint", "Explanation", null, TextSource, Question("explainHint"), _random.Pick(lengths));
        yield return Draft("explain-hint", "Explanation", null, TextSource, Question("explainHint"), _random.Pick(lengths));
        foreach (var draft in LongExplanations())
        {
            yield return draft;
        }

        foreach (var format in _random.Sample(AnswerFormat.All, 2))
        {
            var key = _random.Chance(0.5) ? "explain" : "explainHint";
            yield return Draft("explain-format", "Explanation", format, "Others", Question(key, format), InFormat(format, sentences));
        }

        if (_description.Items.Count >= 2)
        {
            Field[][] items =
                [.. _description.Items.Take(3 + _random.Next(6)).Select(i => new[] { new Field(_answer.Label("features"), i) })];
            yield return Draft("features", "QuestionAnswering", "Enumeration", TextSource, Question("features", "Enumeration"),
                AnswerFormat.List("Enumeration", "", items));
            var format = _random.Pick(AnswerFormat.All);
            yield return Draft("features", "QuestionAnswering", format, TextSource, Question("features", format),
                AnswerFormat.List(format, _answer.Label("features"), items));
        }
    }

    /// <summary>The whole description where it is long by itself; else everything known about the package, if that is long.</summary>
    private IEnumerable<RowDraft> LongExplanations()
    {
        var record = Record;
        var facts = record.Prose(_answer, [.. record.AllKeys.Where(k => k != "description")]);
        var report = _description.Items.Count >= 2
            ? $"## {package.Name}\n\n{_description.Body}\n\n{string.Join('\n', _description.Items.Select(i => "- " + i))}\n\n{facts}"
            : $"{PromptText.Sentence(language, _description.Synopsis)}\n\n{_description.Body}\n\n{facts}";
        var whole = LengthMeasure.Tokens(_description.Body) >= LengthMeasure.MediumFrom;
        if (whole)
        {
            yield return Draft("explain-long", "Explanation", null, TextSource, Question("explain"), _description.Body);
            yield return Draft("explain-long", "Explanation", null, TextSource, Question("explainHint"), _description.Body);
        }

        if (LengthMeasure.Tokens(report) >= LengthMeasure.MediumFrom)
        {
            var format = _description.Items.Count >= 2 ? "Markdown" : null;
            yield return Draft("explain-long", "Explanation", format, "Others", Question("explain", format), report);
            yield return Draft("explain-long", "Explanation", format, "Others", Question("explainHint", format), report);
        }
    }

    private string InFormat(string format, IReadOnlyList<string> sentences) => format switch
    {
        "Enumeration" => AnswerFormat.List(format, "", [.. sentences.Take(2 + _random.Next(4)).Select(s => new[] { new Field("", s) })]),
        "Markdown" => $"## {package.Name}\n\n**{PromptText.Sentence(language, _description.Synopsis)}**\n\n{_description.Paragraphs[0]}",
        _ => AnswerFormat.Record(format, _answer.Label("package"),
        [
            new(_answer.Label("name"), package.Name),
            new(_answer.Label("description"), _random.Chance(0.5) ? _description.Synopsis : sentences[0]),
            new(_answer.Label("topic"), _answer.Topic(_topic)),
        ]),
    };

    /// <summary>Rows that sum up the description.</summary>
    private IEnumerable<RowDraft> Summaries()
    {
        var sentences = _description.Sentences;
        var synopsis = PromptText.Sentence(language, _description.Synopsis);
        var text = TextFor(out var instruction);
        yield return About("summarize", "Summarization", null, TextSource, instruction, "summarize", text, synopsis);
        text = TextFor(out instruction);
        if (sentences.Count >= 3)
        {
            var some = PromptText.Join(language, sentences.Take(1 + _random.Next(2)));
            yield return About("summarize", "Summarization", null, TextSource, instruction, "summarize", text, some);
        }

        var format = _random.Pick(AnswerFormat.All);
        var answer = format is "Enumeration" && sentences.Count >= 2
            ? AnswerFormat.List(format, "", [.. sentences.Take(2 + _random.Next(3)).Select(s => new[] { new Field("", s) })])
            : AnswerFormat.Record(format, _answer.Label("package"),
                [new(_answer.Label("summary"), synopsis), new(_answer.Label("topic"), _answer.Topic(_topic))]);
        yield return About("summarize-format", "Summarization", format, "Others", instruction, "summarize", text, answer);
    }

    /// <summary>Rows that translate the description or its synopsis from another language.</summary>
    private IEnumerable<RowDraft> Translations()
    {
        string[] others = [.. package.Descriptions.Keys.Where(l => l != language).Order(StringComparer.Ordinal)];
        for (var i = 0; i < 2 && others.Length > 0; i++)
        {
            var from = others.Contains("English") && _random.Chance(0.6) ? "English" : _random.Pick(others);
            var source = package.Descriptions[from];
            var whole = i == 1 && source.Paragraphs.Count == _description.Paragraphs.Count && source.Paragraphs[0].Length < 400;
            var text = whole ? source.Paragraphs[0] : PromptText.Sentence(from, source.Synopsis);
            var answer = whole ? _description.Paragraphs[0] : PromptText.Sentence(language, _description.Synopsis);
            var instruction = _random.Chance(0.6) ? language : from;
            var phrases = Phrases.For(instruction);
            // In the text's own language, an instruction that names no language leaves the target to the marker.
            var named = instruction == from ? _random.Chance(0.75) : _random.Chance(0.4);
            var asked = named ? phrases.Say(_random, "translateTo", ("to", phrases.Into(language))) : phrases.Say(_random, "translate");
            var format = _random.Chance(0.15) ? _random.Pick(AnswerFormat.All) : null;
            asked = PromptText.MaybeAskFor(_random, phrases, format, asked);
            yield return Draft(
                "translate", "Translation", format, "Translation", PromptText.With(_random, asked, text),
                format is null ? answer : AnswerFormat.Record(format, _answer.Label("text"), [new(_answer.Label("translation"), answer)]));
        }
    }

    /// <summary>Rows that name the topic or the language of a description.</summary>
    private IEnumerable<RowDraft> Classifications()
    {
        if (PackageSubject.Topic(package.Section) is { } topic && (topic != "programming" || _random.Chance(0.2)))
        {
            var text = TextFor(out var instruction);
            yield return Label("topic", instruction, text, _answer.Label("topic"), _answer.Topic(topic));
        }

        var written = _random.Chance(0.4) ? language : _random.Pick([.. package.Descriptions.Keys.Order(StringComparer.Ordinal)]);
        var sample = package.Descriptions[written];
        var asked = AskedIn.Language(_random, language, languages);
        var quoted = _random.Chance(0.5) ? PromptText.Sentence(written, sample.Synopsis) : sample.Sentences is [var first, ..] ? first
            : sample.Synopsis;
        yield return Label("whichLanguage", asked, quoted, _answer.Label("language"), _answer.NameOf(written));
    }

    private RowDraft Label(string key, string instruction, string text, string label, string value)
    {
        var format = _random.Chance(0.3) ? _random.Pick(AnswerFormat.All) : null;
        var answer = format is not null ? AnswerFormat.Record(format, _answer.Label("text"), [new(label, value)])
            : _random.Chance(0.6) ? value : $"{label}: {value}";
        return About(key, "Classification", format, "Others", instruction, key, text, answer);
    }

    /// <summary>Rows that take the package's data out of a text.</summary>
    private IEnumerable<RowDraft> Extractions()
    {
        var record = Record;
        var instruction = AskedIn.Language(_random, language, languages);
        foreach (var format in _random.Sample(AnswerFormat.All, 2))
        {
            var keys = record.Keys(_random);
            yield return About("extract", "InformationExtraction", format, "Others", instruction, "extract",
                record.Text(_random, Phrases.For(instruction), keys), record.Answer(format, _answer, keys));
        }

        var all = record.Keys(_random);
        yield return About("extract-plain", "InformationExtraction", null, "Others", instruction, "extract",
            record.Text(_random, Phrases.For(instruction), all), record.Prose(_answer, all));
        var key = _random.Pick([.. all.Where(k => k is "version" or "homepage" or "size").DefaultIfEmpty("version")]);
        var ask = Phrases.For(instruction).Say(_random, "ask" + char.ToUpperInvariant(key[0]) + key[1..], ("name", package.Name));
        var answer =
            _random.Chance(0.5) ? record.Value(key, _answer) : _answer.Say(_random, "answer." + key, ("v", record.Value(key, _answer)));
        yield return Draft("ask-field", "QuestionAnswering", null, "Others",
            PromptText.With(_random, ask, record.Text(_random, Phrases.For(instruction), all.Contains(key) ? all : [.. all, key])), answer);
    }

    /// <summary>
    /// A text about the package and an instruction language for it, so that either of them or neither is the answer's language.
    /// </summary>
    private string TextFor(out string instruction)
    {
        var written = _random.Chance(0.7) ? language : Other();
        written = package.Descriptions.ContainsKey(written) ? written : language;
        instruction = written == language ? AskedIn.Language(_random, language, languages) : _random.Chance(0.55) ? language : written;
        var description = package.Descriptions[written];
        return description.Body.Length > 700 ? description.Paragraphs[0] : description.Body;
    }

    /// <summary>A question about the package, mostly in the answer's language, with the wish for a format in some cases.</summary>
    private string Question(string key, string? format = null)
    {
        var phrases = Phrases.AskedIn(_random, language, languages);
        var hint = package.Descriptions.GetValueOrDefault(phrases.Language) ?? _description;
        var asked = phrases.Say(_random, key, ("name", package.Name), ("hint", hint.Synopsis));
        return PromptText.MaybeAskFor(_random, phrases, format, PromptText.MaybeHasty(_random, asked));
    }

    /// <summary>A row whose instruction is about a text.</summary>
    private RowDraft About(string kind, string task, string? format, string source, string instruction, string key, string text,
        string answer)
    {
        var phrases = Phrases.For(instruction);
        var asked = PromptText.MaybeAskFor(_random, phrases, format, phrases.Say(_random, key));
        return Draft(kind, task, format, source, PromptText.With(_random, asked, text), answer);
    }

    /// <summary>English or any language.</summary>
    private string Other() => _random.Chance(0.5) ? "English" : _random.Pick(languages).Name;

    /// <summary>A row about the package.</summary>
    private RowDraft Draft(string kind, string task, string? format, string source, string prompt, string answer) =>
        new(kind, package.Source, language, task, PackageSubject.Domain(package.Section, package.Tags), format, source, prompt, answer,
            package.Provenance(language));
}

/// <summary>A package's data as text to extract from and as the extracted answer.</summary>
/// <param name="package">The package.</param>
/// <param name="synopsis">Its synopsis in the answer's language.</param>
/// <param name="topic">Its topic, a key of the phrases.</param>
internal sealed class PackageRecord(DebianPackage package, string synopsis, string topic)
{
    /// <summary>The fields that the package has, in a fixed order; the name is first.</summary>
    public IReadOnlyList<string> AllKeys
    {
        get
        {
            List<string> keys = ["name", "version"];
            if (package.Homepage is { Length: > 0 and < 60 })
            {
                keys.Add("homepage");
            }

            if (package.InstalledKilobytes > 0)
            {
                keys.Add("size");
            }

            keys.Add("topic");
            if (synopsis.Length < 80)
            {
                keys.Add("description");
            }

            return keys;
        }
    }

    /// <summary>Two to four of the package's fields, in a fixed order; the name is always first.</summary>
    public IReadOnlyList<string> Keys(StableRandom random)
    {
        string[] others = [.. AllKeys.Where(k => k != "name")];
        var chosen = random.Sample(others, 1 + random.Next(3));
        return ["name", .. others.Where(chosen.Contains)];
    }

    /// <summary>A field's value; topics are named in the answer's language.</summary>
    public string Value(string key, Phrases phrases)
    {
        return key switch
        {
            "name" => package.Name,
            "version" => package.Version,
            "homepage" => package.Homepage ?? "",
            "size" => $"{package.InstalledKilobytes} kB",
            "topic" => phrases.Topic(topic),
            "description" => synopsis,
            _ => throw new ArgumentException($"A package has no field '{key}'.", nameof(key)),
        };
    }

    /// <summary>The data as the user would paste it: control-file lines, labelled lines, or sentences.</summary>
    public string Text(StableRandom random, Phrases phrases, IReadOnlyList<string> keys)
    {
        return random.Next(3) switch
        {
            0 => string.Join('\n', keys.Select(k => $"{Control(k)}: {Value(k, phrases)}")),
            1 => string.Join('\n', keys.Select(k => $"{phrases.Label(k)}: {Value(k, phrases)}")),
            _ => Prose(phrases, keys),
        };
    }

    /// <summary>The data in a format, labels in the answer's language.</summary>
    public string Answer(string format, Phrases phrases, IReadOnlyList<string> keys) =>
        AnswerFormat.Record(format, phrases.Label("package"), [.. keys.Select(k => new Field(phrases.Label(k), Value(k, phrases)))]);

    /// <summary>The data as sentences.</summary>
    public string Prose(Phrases phrases, IReadOnlyList<string> keys) =>
        PromptText.Join(phrases.Language, keys.Select(k => phrases.Say(new StableRandom(), Sentence(k), ("v", Value(k, phrases)))));

    private static string Sentence(string key) => "answer." + key switch { "name" => "package", "topic" => "section", _ => key };

    private static string Control(string key) => key switch
    {
        "name" => "Package",
        "size" => "Installed-Size",
        "topic" => "Section",
        _ => char.ToUpperInvariant(key[0]) + key[1..],
    };
}
