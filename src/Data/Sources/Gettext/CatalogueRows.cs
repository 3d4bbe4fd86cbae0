using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Gettext;

/// <summary>The rows about one message of a program whose answers are in one language.</summary>
/// <param name="message">The message.</param>
/// <param name="language">The answers' language, in which there is a text.</param>
/// <param name="program">The program.</param>
/// <param name="folder">The package that the catalogue is in, for provenance.</param>
/// <param name="context">Seed and languages.</param>
internal sealed class CatalogueRows(
    CatalogueMessage message, string language, CataloguePackage program, PackageFolder folder, SourceContext context)
{
    /// <summary>A classification needs a text that says what it is about.</summary>
    private const int TellingWords = 8;

    /// <summary>
    /// The share of messages that a row is made of: under the cap for most languages, so that what is translated less stays rarer.
    /// </summary>
    private const double Share = 0.15;

    private readonly StableRandom _random = new(context.Seed, program.Name, message.Key, language);
    private readonly Phrases _answer = Phrases.For(language);
    private readonly string _text = message.Texts[language];

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All()
    {
        if (_random.Chance(Share))
        {
            yield return Translation();
        }

        if (message.IsProse && _random.Chance(Share))
        {
            yield return Language();
        }

        if (MessageText.Words(message.English) >= TellingWords && program.Area is not "puzzles")
        {
            yield return Area();
        }
    }

    private RowDraft Translation()
    {
        string[] others = [.. message.Texts.Keys.Where(l => l != language)];
        var from = language != "English" && _random.Chance(0.6) ? "English" : _random.Pick(others);
        var instruction = _random.Chance(0.55) ? language : _random.Chance(0.8) ? from : _random.Pick(context.Languages).Name;
        var phrases = Phrases.For(instruction);
        var source = message.Texts[from];
        var format = message.IsProse && _random.Chance(0.12) ? _random.Pick(AnswerFormat.All) : null;
        // In the wanted language itself an instruction may leave the target out; elsewhere it has to be named.
        var asked = instruction == language && _random.Chance(0.5)
            ? phrases.Say(_random, "translate")
            : phrases.Say(_random, "translateTo", ("to", phrases.Into(language)));
        var prompt = format is null && source.Length < 80 && !source.Contains('"', StringComparison.Ordinal) && _random.Chance(0.35)
            ? phrases.Say(_random, "catalogue.say", ("to", phrases.Into(language)), ("text", source))
            : PromptText.With(_random, PromptText.MaybeAskFor(_random, phrases, format, asked), source);
        var kind = !message.IsProse ? "catalogue-label" : format is null ? "catalogue-translate" : "catalogue-translate-format";
        // An answer that shows both texts is a record in two languages.
        var both = format is "Tabular" || (format is "JSON" or "XML" && _random.Chance(0.5));
        var answer = format is null ? _text : AnswerFormat.Record(format, _answer.Label("translation"), Fields(both, from));
        return Draft(kind, "Translation", format, both ? "Others" : RowDraft.SourceOf(language), prompt, answer);
    }

    private Field[] Fields(bool both, string from) => both
        ? [new(_answer.NameOf(from), message.Texts[from]), new(_answer.NameOf(language), _text)]
        : [new(_answer.Label("translation"), _text)];

    private RowDraft Language()
    {
        var written = _random.Pick([.. message.Texts.Keys]);
        return Label("catalogue-language", "whichLanguage", message.Texts[written], _answer.Label("language"), _answer.NameOf(written));
    }

    private RowDraft Area()
    {
        var written = _random.Chance(0.8) ? language : "English";
        return Label(
            "catalogue-area", "catalogue.whichArea", message.Texts[written], _answer.Label("topic"),
            _answer.Word("catalogue.area", program.Area));
    }

    private RowDraft Label(string kind, string key, string text, string label, string value)
    {
        var phrases = Phrases.AskedIn(_random, language, context.Languages);
        var format = _random.Chance(0.2) ? _random.Pick(AnswerFormat.All) : null;
        var asked = PromptText.MaybeAskFor(_random, phrases, format, phrases.Say(_random, key));
        var answer = format is not null ? AnswerFormat.Record(format, label, [new(label, value)])
            : _random.Chance(0.7) ? value : PromptText.Sentence(language, $"{label}: {value}");
        return Draft(kind, "Classification", format, "Others", PromptText.With(_random, asked, text), answer);
    }

    private RowDraft Draft(string kind, string task, string? format, string source, string prompt, string answer) =>
        new(kind, message.Group, language, task, message.Domain, format, source, prompt, answer,
            folder.Provenance(program.Licence, $"{message.Key.Replace('\u0004', '|')} ({language})"));
}

/// <summary>Rows that translate several messages of a program at once.</summary>
/// <param name="messages">The messages that may stand together: all of one split, all with a text in the language.</param>
/// <param name="language">The answers' language.</param>
/// <param name="program">The program.</param>
/// <param name="folder">The package that the catalogue is in, for provenance.</param>
/// <param name="context">Seed and languages.</param>
/// <param name="split">The messages' split.</param>
internal sealed class CatalogueListRows(
    IReadOnlyList<CatalogueMessage> messages, string language, CataloguePackage program, PackageFolder folder, SourceContext context,
    string split)
{
    private const int Most = 150;
    private static readonly int[] Sizes = [2, 3, 3, 4, 4, 5, 6, 7, 8, 10, 12, 15, 20];
    private static readonly string[] Formats = ["Enumeration", "Enumeration", "Tabular", "JSON", "XML", "Markdown"];
    private readonly StableRandom _random = new(context.Seed, "catalogue-lists", program.Name, language, split);
    private readonly Phrases _answer = Phrases.For(language);

    /// <summary>As many lists as the messages fill without much repetition.</summary>
    public IEnumerable<RowDraft> All()
    {
        var lists = Math.Min(Most, messages.Count / 6);
        for (var i = 0; i < lists; i++)
        {
            var size = _random.Pick(Sizes);
            var from = language != "English" && _random.Chance(0.75) ? "English" : _random.Pick(context.Languages).Name;
            var chosen = _random.Sample(messages, size * 3)
                .Where(m => m.Texts.ContainsKey(from) && !m.Texts[from].Contains('\n') && !m.Texts[language].Contains('\n'))
                .DistinctBy(m => m.Texts[from]).DistinctBy(m => m.Texts[language]).Take(size).ToList();
            if (from != language && chosen.Count >= 2)
            {
                yield return Draft(i, from, chosen);
            }
        }
    }

    private RowDraft Draft(int number, string from, List<CatalogueMessage> chosen)
    {
        var format = _random.Pick(Formats);
        var phrases = Phrases.For(_random.Chance(0.6) ? language : _random.Chance(0.8) ? from : _random.Pick(context.Languages).Name);
        var asked = PromptText.MaybeAskFor(
            _random, phrases, format, phrases.Say(_random, "catalogue.translateList", ("to", phrases.Into(language))));
        var text = string.Join('\n', chosen.Select(m => "- " + m.Texts[from]));
        // A table shows both languages, so most of its words would not be in the answer's when it lists long texts.
        var both = format is "Tabular" || (format is "JSON" or "XML" && _random.Chance(0.3));
        var answer = AnswerFormat.List(format, _answer.Label("translation"), [.. chosen.Select(m => both
            ? (IReadOnlyList<Field>)[new(_answer.NameOf(from), m.Texts[from]), new(_answer.NameOf(language), m.Texts[language])]
            : [new(_answer.Label("translation"), m.Texts[language])])]);
        return new RowDraft(
            "catalogue-list", $"catalogue/lists/{program.Area}/{split}", language, "Translation", program.Domain, format,
            both ? "Others" : RowDraft.SourceOf(language),
            PromptText.With(_random, asked, text), answer, folder.Provenance(program.Licence, $"list {number} ({language}, {split})"))
        {
            Split = split,
        };
    }
}
