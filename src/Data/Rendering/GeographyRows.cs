using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Catalogues;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>The rows about one map whose answers are in its language: capitals of regions, regions of capitals, and lists.</summary>
/// <param name="map">The map.</param>
/// <param name="context">Seed and languages.</param>
/// <param name="package">The package, for provenance.</param>
internal sealed class GeographyRows(GeographyMap map, SourceContext context, PackageFolder package)
{
    private const string Licence = "GPL-2.0-or-later";
    private readonly StableRandom _random = new(context.Seed, map.File, map.Language);
    private readonly Phrases _answer = Phrases.For(map.Language);
    private readonly (string Name, string Capital)[] _capitals = [.. map.Regions.Where(r => r.Capital is not null).Select(r => (r.Name, r.Capital!))];

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All() => [.. Capitals(), .. Regions()];

    private IEnumerable<RowDraft> Capitals()
    {
        foreach (var (name, capital) in _capitals.Where(c => _capitals.Count(o => o.Name == c.Name || o.Capital == c.Capital) == 1))
        {
            yield return Ask("geography-capital", "catalogue.capital", ("place", name), capital, _answer.Say(_random, "catalogue.answer.capital", ("place", name), ("capital", capital)));
            yield return Ask("geography-place", "catalogue.placeOf", ("capital", capital), name, _answer.Say(_random, "catalogue.answer.place", ("place", name), ("capital", capital)));
            if (_capitals.Length >= 5)
            {
                yield return Choice(name, capital);
            }
        }
    }

    private RowDraft Ask(string kind, string key, (string Name, string Value) about, string value, string sentence)
    {
        var question = Question(_answer, key, about);
        var format = _random.Chance(0.15) ? _random.Pick(AnswerFormat.All) : null;
        var label = _answer.Word("catalogue.label", kind == "geography-capital" ? "capital" : "region");
        var answer = format is not null ? AnswerFormat.Record(format, about.Value, [new(label, value)]) : _random.Chance(0.5) ? value : sentence;
        return Draft(kind, "QuestionAnswering", format, PromptText.MaybeAskFor(_random, _answer, format, PromptText.MaybeHasty(_random, question)), answer, about.Value);
    }

    /// <summary>Four or five capitals of the same map, one of them right.</summary>
    private RowDraft Choice(string name, string capital)
    {
        var options = _random.Sample([.. _capitals.Select(c => c.Capital).Where(c => c != capital).Distinct()], 3 + _random.Next(2)).ToList();
        var right = _random.Next(options.Count + 1);
        options.Insert(right, capital);
        var letter = (char)('A' + right);
        var listed = string.Join('\n', options.Select((o, i) => $"{(char)('A' + i)}) {o}"));
        var answer = _random.Chance(0.35) ? letter.ToString() : $"{letter}) {capital}";
        return Draft("geography-choice", "QuestionAnswering", "MCQAnswer", $"{Question(_answer, "catalogue.capital", ("place", name))}\n\n{listed}", answer, name + " choice");
    }

    private IEnumerable<RowDraft> Regions()
    {
        foreach (var format in _random.Sample(AnswerFormat.All, 2).Append(null))
        {
            var names = map.Regions.Select(r => r.Name).Distinct().ToList();
            var withCapitals = format is "Tabular" or "JSON" && _capitals.Length == map.Regions.Count;
            IReadOnlyList<Field>[] rows = [.. names.Select(n => withCapitals
                ? (IReadOnlyList<Field>)[Region(n), new(_answer.Word("catalogue.label", "capital"), _capitals.First(c => c.Name == n).Capital)]
                : [Region(n)])];
            var asked = PromptText.MaybeAskFor(_random, _answer, format, _answer.Say(_random, "catalogue.places", ("map", map.Place), ("kind", map.Divisions)));
            var answer = format is null ? PromptText.Enumerate(map.Language, names) : AnswerFormat.List(format, map.Divisions, rows);
            yield return Draft("geography-regions", "QuestionAnswering", format, asked, answer, "regions " + format);
        }
    }

    private Field Region(string name) => new(_answer.Word("catalogue.label", "region"), name);

    private string Question(Phrases phrases, string key, (string Name, string Value) about) =>
        // Countries need no hint where they are; many regions share their names.
        phrases.Say(_random, key, (about.Name, map.IsOfCountries || about.Value == map.Place || about.Value.Contains('(', StringComparison.Ordinal) ? about.Value : $"{about.Value} ({map.Place})"));

    private RowDraft Draft(string kind, string task, string? format, string prompt, string answer, string record) =>
        new(kind, map.Group, map.Language, task, "SocialSciences", format, "Others", prompt, answer, package.Provenance(Licence, $"{map.File}/{record} ({map.Language})"));
}
