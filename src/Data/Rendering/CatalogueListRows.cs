using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Catalogues;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>Rows that translate several messages of a program at once.</summary>
/// <param name="messages">The messages that may stand together: all of one split, all with a text in the language.</param>
/// <param name="language">The answers' language.</param>
/// <param name="program">The program.</param>
/// <param name="folder">The package that the catalogue is in, for provenance.</param>
/// <param name="context">Seed and languages.</param>
/// <param name="split">The messages' split.</param>
internal sealed class CatalogueListRows(
    IReadOnlyList<CatalogueMessage> messages, string language, CataloguePackage program, PackageFolder folder, SourceContext context, string split)
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
                .Where(m => m.Texts.ContainsKey(from) && !m.Texts[from].Contains('\n', StringComparison.Ordinal) && !m.Texts[language].Contains('\n', StringComparison.Ordinal))
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
        var asked = PromptText.MaybeAskFor(_random, phrases, format, phrases.Say(_random, "catalogue.translateList", ("to", phrases.Into(language))));
        var text = string.Join('\n', chosen.Select(m => "- " + m.Texts[from]));
        // A table shows both languages, so most of its words would not be in the answer's when it lists long texts.
        var both = format is "Tabular" || (format is "JSON" or "XML" && _random.Chance(0.3));
        var answer = AnswerFormat.List(format, _answer.Label("translation"), [.. chosen.Select(m => both
            ? (IReadOnlyList<Field>)[new(_answer.NameOf(from), m.Texts[from]), new(_answer.NameOf(language), m.Texts[language])]
            : [new(_answer.Label("translation"), m.Texts[language])])]);
        return new RowDraft(
            "catalogue-list", $"catalogue/lists/{program.Area}/{split}", language, "Translation", program.Domain, format, both ? "Others" : language == "English" ? "Human" : "Translation",
            PromptText.With(_random, asked, text), answer, folder.Provenance(program.Licence, $"list {number} ({language}, {split})"))
        {
            Split = split,
        };
    }
}
