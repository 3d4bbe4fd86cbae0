using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Catalogues;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

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
            yield return Draft("element-origin", "QuestionAnswering", null, element.Language == "English" ? "Human" : "Translation", Question("catalogue.origin", ("x", element.Name)), origin);
        }
    }

    private RowDraft Ask(string key, (string Name, string Value) about, string value)
    {
        var sentence = _answer.Say(_random, key.Replace("catalogue.", "catalogue.answer.", StringComparison.Ordinal), about, ("value", value));
        return Draft("element", "QuestionAnswering", null, "Others", PromptText.MaybeHasty(_random, Question(key, about)), _random.Chance(0.4) ? value : sentence);
    }

    private RowDraft Record(string format)
    {
        var some = _random.Sample([.. element.Facts.Skip(1)], 2 + _random.Next(element.Facts.Count - 2)).Select(f => f.Key).ToHashSet();
        Field[] fields = [.. element.Facts.Where(f => f.Key == "symbol" || some.Contains(f.Key)).Select(f => new Field(_answer.Word("catalogue.label", f.Key), f.Value))];
        var asked = PromptText.MaybeAskFor(_random, _answer, format, Question("about", ("x", element.Name)));
        return Draft("element-format", "Explanation", format, "Others", asked, AnswerFormat.Record(format, element.Name, fields));
    }

    private string Question(string key, (string Name, string Value) about) => _answer.Say(_random, key, about);

    private RowDraft Draft(string kind, string task, string? format, string source, string prompt, string answer) =>
        new(kind, $"element/{element.Symbol}", element.Language, task, "Sciences", format, source, prompt, answer, package.Provenance(Licence, $"{element.Symbol} ({element.Language})"));
}
