using System.Globalization;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Countries;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>Rows that compare the areas of several countries of one split, which the request states or leaves to be known.</summary>
/// <param name="countries">The countries that may stand together: all with an area and a name in the language.</param>
/// <param name="names">The names of all.</param>
/// <param name="language">The language of requests and answers.</param>
/// <param name="context">The build's seed.</param>
/// <param name="package">The package, for provenance.</param>
/// <param name="split">The split that the rows are for: part of their group.</param>
internal sealed class CountryListRows(
    IReadOnlyList<Country> countries, CountryNames names, string language, SourceContext context, PackageFolder package, string split)
{
    private readonly StableRandom _random = new(context.Seed, "country-lists", language, split);
    private readonly Phrases _phrases = Phrases.For(language);

    /// <summary>So many choices and so many orders.</summary>
    public IEnumerable<RowDraft> All(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var some = _random.Sample(countries, 3 + _random.Next(3)).DistinctBy(c => c.Area).ToArray();
            yield return Largest(some, $"largest {i}");
            yield return Sorted(_random.Sample(countries, 3 + _random.Next(5)).DistinctBy(c => c.Area).ToArray(), $"order {i}");
        }
    }

    private RowDraft Largest(Country[] some, string record)
    {
        var right = Array.IndexOf(some, some.MaxBy(Area)!);
        var options = AnswerFormat.Options([.. some.Select(Name)]);
        var answer = AnswerFormat.Choice(right, _random.Chance(0.3) ? "" : Name(some[right]));
        return Draft("country-largest", "QuestionAnswering", "MCQAnswer", $"{_phrases.Say(_random, "country.largest")}\n\n{options}", answer, record);
    }

    private RowDraft Sorted(Country[] some, string record)
    {
        var stated = _random.Chance(0.7);
        var format = _random.Chance(0.4) ? null : _random.Pick(AnswerFormat.All);
        var asked = PromptText.MaybeAskFor(_random, _phrases, format, _phrases.Say(_random, "country.sort"));
        var listed = string.Join('\n', some.Select(c => stated ? $"- {Name(c)}: {Size(c)}" : "- " + Name(c)));
        Country[] sorted = [.. some.OrderByDescending(Area)];
        var withArea = format is "Tabular" || (format is not null && _random.Chance(0.4));
        var answer = format is null
            ? PromptText.Enumerate(language, sorted.Select(Name))
            : AnswerFormat.List(format, _phrases.Plural("country"), [.. sorted.Select(c => withArea
                ? (IReadOnlyList<Field>)[new(_phrases.Label("country"), Name(c)), new(_phrases.Word("country.label", "area"), Size(c))]
                : [new(_phrases.Label("country"), Name(c))])]);
        return Draft("country-sort", stated ? "Reasoning" : "QuestionAnswering", format, $"{asked}\n\n{listed}", answer, record);
    }

    private string Name(Country country) => names.Country(country.Code3, language)!;

    private string Size(Country country) => $"{country.Area} {_phrases.Word("country.label", "unit")}";

    private static double Area(Country country) => double.Parse(country.Area!, CultureInfo.InvariantCulture);

    private RowDraft Draft(string kind, string task, string? format, string prompt, string answer, string record) =>
        new(kind, $"country/lists/{split}", language, task, "SocialSciences", format, "Others", prompt, answer, package.Provenance(CountriesSource.Licence(language), $"{record} ({language}, {split})"))
        {
            Split = split,
        };
}
