using System.Xml.Linq;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Gettext;

/// <summary>A chemical element with its name in one language.</summary>
/// <param name="Symbol">Its symbol.</param>
/// <param name="Language">The language of the texts.</param>
/// <param name="Name">Its name.</param>
/// <param name="English">Its name in English.</param>
/// <param name="Origin">Where the name comes from, or null.</param>
/// <param name="Facts">Values by key of the phrases' table <c>catalogue.label</c>, in a fixed order: numbers with their units.</param>
internal sealed record ChemicalElement(
    string Symbol, string Language, string Name, string English, string? Origin, IReadOnlyList<(string Key, string Value)> Facts);

/// <summary>Reads the elements of the Blue Obelisk Data Repository, named by Kalzium's catalogue.</summary>
internal static class ElementReader
{
    private const string Scheme = "bo:";
    private static readonly (string Key, string Entry, string Unit)[] Values =
    [
        ("number", "atomicNumber", ""), ("mass", "mass", " u"), ("melting", "meltingpoint", " K"), ("boiling", "boilingpoint", " K"),
        ("period", "period", ""), ("group", "group", ""),
    ];

    /// <summary>Every element in every language that has a name for it.</summary>
    /// <param name="package">The unpacked repository.</param>
    /// <param name="catalogues">Kalzium's translations by language and key.</param>
    /// <exception cref="SourceException">The file of elements is missing.</exception>
    public static IReadOnlyList<ChemicalElement> Read(PackageFolder package, ProgramCatalogues catalogues) =>
        [.. XElement.Parse(package.ReadText("usr/share/bodr/elements.xml")).Elements().Where(e => e.Name.LocalName == "atom")
            .SelectMany(atom => Elements(atom, catalogues))];

    private static IEnumerable<ChemicalElement> Elements(XElement atom, ProgramCatalogues catalogues)
    {
        var symbol = (string?)atom.Attribute("id") ?? "";
        var name = (string?)Entry(atom, "name")?.Attribute("value") ?? "";
        (string, string)[] facts =
        [
            ("symbol", symbol),
            .. Values.Where(v => Entry(atom, v.Entry) is not null).Select(v => (v.Key, Entry(atom, v.Entry)!.Value.Trim() + v.Unit)),
        ];
        // The first entry is a place holder for unknown atoms, the last ones have provisional names.
        if (symbol.Length is 0 or > 2 || symbol == "Xx" || name.Length == 0)
        {
            yield break;
        }

        var origin = Entry(atom, "nameOrigin")?.Value.Trim() ?? "";
        yield return new ChemicalElement(symbol, "English", name, name, origin.Length > 0 ? origin.TrimEnd('.') + "." : null, facts);
        foreach (var (language, pairs) in catalogues.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            if (pairs.GetValueOrDefault("kalzium:" + name) is { Length: > 0 } translated && TextCleaner.IsIn(language, translated))
            {
                var text = pairs.GetValueOrDefault("kalzium:" + origin) ?? pairs.GetValueOrDefault("kalzium:" + origin + ".");
                yield return new ChemicalElement(
                    symbol, language, translated, name, text is not null && CatalogueReader.IsTranslation(language, origin, text) ? text : null,
                    facts);
            }
        }
    }

    private static XElement? Entry(XElement atom, string name) =>
        atom.Elements().FirstOrDefault(e => (string?)e.Attribute("dictRef") == Scheme + name);
}

/// <summary>The rows about one chemical element whose answers are in one language.</summary>
/// <param name="element">The element.</param>
/// <param name="context">Seed and languages.</param>
/// <param name="package">The package of the data, for provenance.</param>
internal sealed class ElementRows(ChemicalElement element, SourceContext context, PackageFolder package)
{
    private const string Licence = "MIT";
    private readonly StableRandom _random = new(context.Seed, "element", element.Symbol, element.Language);
    private readonly Phrases _answer = Phrases.For(element.Language);

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All()
    {
        yield return Ask("catalogue.symbol", ("x", element.Name), element.Symbol);
        yield return Ask("catalogue.elementOf", ("symbol", element.Symbol), element.Name);
        yield return Ask("catalogue.number", ("x", element.Name), element.Facts.First(f => f.Key == "number").Value);
        yield return Ask("catalogue.mass", ("x", element.Name), element.Facts.First(f => f.Key == "mass").Value);
        foreach (var format in _random.Sample(AnswerFormat.All, 2))
        {
            yield return Record(format);
        }

        if (element.Origin is { } origin)
        {
            yield return Draft(
                "element-origin", "QuestionAnswering", null, RowDraft.SourceOf(element.Language),
                Question("catalogue.origin", ("x", element.Name)), origin);
        }
    }

    private RowDraft Ask(string key, (string Name, string Value) about, string value)
    {
        var sentence = _answer.Say(
            _random, key.Replace("catalogue.", "catalogue.answer.", StringComparison.Ordinal), about, ("value", value));
        var isBare = _random.Chance(0.3);
        return Draft(
            "element", "QuestionAnswering", null, "Others", PromptText.MaybeHasty(_random, Question(key, about)), isBare ? value : sentence) with
        {
            Required = isBare ? ["length_tokens"] : [],
            Fact = key is "catalogue.symbol" or "catalogue.elementOf" ? $"What is the chemical symbol for {element.English}?" : null,
        };
    }

    private RowDraft Record(string format)
    {
        var some = _random.Sample([.. element.Facts.Skip(1)], 2 + _random.Next(element.Facts.Count - 2)).Select(f => f.Key).ToHashSet();
        Field[] fields =
        [
            .. element.Facts.Where(f => f.Key == "symbol" || some.Contains(f.Key))
                .Select(f => new Field(_answer.Word("catalogue.label", f.Key), f.Value)),
        ];
        var asked = PromptText.MaybeAskFor(_random, _answer, format, Question("about", ("x", element.Name)));
        return Draft("element-format", "Explanation", format, "Others", asked, AnswerFormat.Record(format, element.Name, fields));
    }

    /// <summary>The question in the answer's language or in English.</summary>
    private string Question(string key, (string Name, string Value) about) => AskedIn.Language(_random, element.Language, context.Languages) == "English"
        ? Phrases.For("English").Say(_random, key, (about.Name, about.Value == element.Name ? element.English : about.Value))
        : _answer.Say(_random, key, about);

    private RowDraft Draft(string kind, string task, string? format, string source, string prompt, string answer) =>
        new(kind, $"element/{element.Symbol}", element.Language, task, "Sciences", format, source, prompt, answer,
            package.Provenance(Licence, $"{element.Symbol} ({element.Language})"));
}
