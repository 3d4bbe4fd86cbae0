using System.Globalization;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Countries;

/// <summary>The rows about one country whose answers are in one language, in which it has a name.</summary>
/// <param name="country">The country.</param>
/// <param name="names">The names of all.</param>
/// <param name="language">The answers' language.</param>
/// <param name="context">The build: its seed, its languages and its split, which is that of the country in iso-codes.</param>
/// <param name="package">The package, for provenance.</param>
internal sealed class CountryRows(Country country, CountryNames names, string language, SourceContext context, PackageFolder package)
{
    private static readonly string[] Regions = ["Africa", "Americas", "Asia", "Europe", "Oceania"];
    private readonly StableRandom _random = new(context.Seed, "country", country.Code, language);
    private readonly Phrases _answer = Phrases.For(language);
    private readonly string _name = names.Country(country.Code3, language)!;
    private readonly string _split = context.IsHeldOut(country.Group) ? DataSplit.Eval : DataSplit.Train;

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All()
    {
        var facts = new CountryFacts(country, names, language).All(_random);
        return [.. facts.Select(Ask), .. facts.Where(f => f.Values.Count > 1).Select(List), .. Region(), .. About(facts), .. Translation()];
    }

    private RowDraft Ask(CountryFact fact)
    {
        var isBare = fact.Values.Count > 0 && _random.Chance(0.3);
        var answer = isBare ? Joined(fact.Values) : fact.Sentence;
        return Draft("country-fact", "QuestionAnswering", null, "Others", PromptText.MaybeHasty(_random, Question(fact.Key)), answer) with
        {
            Required = isBare ? ["length_tokens"] : [],
            Fact = Plain([fact]),
        };
    }

    /// <summary>Several values as a list of one of the formats.</summary>
    private RowDraft List(CountryFact fact)
    {
        var format = _random.Pick(AnswerFormat.All);
        var asked = PromptText.MaybeAskFor(_random, _answer, format, Question(fact.Key));
        return Draft(
            "country-list", "QuestionAnswering", format, "Others", asked,
            AnswerFormat.List(format, fact.Label, [.. fact.Values.Select(v => (IReadOnlyList<Field>)[new(fact.Label, v)])])) with
        {
            Fact = Plain([fact]),
        };
    }

    /// <summary>What the facts are about, in the words of plain English questions.</summary>
    private string Plain(IEnumerable<CountryFact> facts) => string.Join(' ', facts.Select(f => f.Key switch
    {
        "region" => "continent",
        "languages" => "language mainly spoken",
        _ => f.Key,
    }).Append(names.Country(country.Code3, "English")));

    /// <summary>The part of the world among others.</summary>
    private IEnumerable<RowDraft> Region()
    {
        if (!Regions.Contains(country.Region))
        {
            yield break;
        }

        string[] options = [.. _random.Sample(Regions.Where(r => r != country.Region).ToArray(), 2 + _random.Next(3)), country.Region];
        options = _random.Sample(options, options.Length);
        string[] listed = [.. options.Select(o => _answer.Word("country.region", o))];
        var right = Array.IndexOf(options, country.Region);
        yield return Draft(
            "country-choice", "QuestionAnswering", "MCQAnswer", "Others", $"{Question("region")}\n\n{AnswerFormat.Options(listed)}",
            AnswerFormat.Choice(right, _random.Chance(0.35) ? "" : listed[right]));
    }

    private IEnumerable<RowDraft> About(IReadOnlyList<CountryFact> facts)
    {
        var some = facts.Where(f => f.Values.Count > 0).ToArray();
        foreach (var format in _random.Sample(AnswerFormat.All, 3))
        {
            var chosen = _random.Sample(some, 2 + _random.Next(4)).OrderBy(f => Array.IndexOf(some, f)).ToArray();
            yield return Draft(
                "country-record", "Explanation", format, "Others", PromptText.MaybeAskFor(_random, _answer, format, Question("about")),
                Record(format, chosen)) with
            {
                Fact = Plain(chosen),
            };
        }

        var told = _random.Sample([.. facts], 2 + _random.Next(4));
        var text = PromptText.Join(language, told.Select(f => f.Sentence));
        yield return Draft("country-about", "Explanation", null, "Others", Question("about"), text) with { Fact = Plain(told) };
        if (told.Count(f => f.Values.Count > 0) > 1)
        {
            var format = _random.Pick(AnswerFormat.All);
            var asked = PromptText.MaybeAskFor(_random, _answer, format, _answer.Say(_random, "extract"));
            yield return Draft(
                "country-extract", "InformationExtraction", format, "Others", PromptText.With(_random, asked, text),
                Record(format, [.. told.Where(f => f.Values.Count > 0)]));
        }
    }

    private IEnumerable<RowDraft> Translation()
    {
        string[] others = [.. country.OfficialNames.Keys.Where(l => l != language)];
        if (!country.OfficialNames.TryGetValue(language, out var official) || official == _name)
        {
            yield break;
        }

        var from = _random.Pick(others);
        var phrases = Phrases.For(_random.Chance(0.6) ? language : from);
        var asked = phrases.Say(_random, "translateTo", ("to", phrases.Into(language)));
        yield return Draft(
            "country-translate", "Translation", null, "Translation", PromptText.With(_random, asked, country.OfficialNames[from]),
            official);
    }

    private string Record(string format, CountryFact[] facts) => AnswerFormat.Record(
        format, format == "XML" ? _answer.Label("country") : _name,
        [new(_answer.Label("name"), _name), .. facts.Select(f => new Field(f.Label, Joined(f.Values)))]);

    private string Joined(IReadOnlyList<string> values) => string.Join(LanguageStyle.Of(language).BetweenItems, values);

    /// <summary>A question in the answer's language, or now and then in another.</summary>
    private string Question(string key)
    {
        var other = AskedIn.Language(_random, language, context.Languages);
        var phrases = Phrases.For(names.Country(country.Code3, other) is null ? language : other);
        var name = names.Country(country.Code3, phrases.Language)!;
        var said = key switch
        {
            "about" => phrases.Say(_random, "about", ("x", name)),
            "capital" => phrases.Say(_random, "catalogue.capital", ("place", name)),
            "area" or "currency" or "languages" or "borders" => phrases.Say(_random, "country." + key, ("place", name)),
            _ => phrases.Say(_random, "country.fact", ("place", name), ("label", phrases.Word("country.label", key))),
        };
        return LanguageStyle.Of(phrases.Language).Capitalize(said);
    }

    private RowDraft Draft(string kind, string task, string? format, string source, string prompt, string answer) =>
        new(kind, country.Group, language, task, "SocialSciences", format, source, prompt, answer,
            package.Provenance(CountriesSource.Licence(language), $"{country.Code} ({language})"))
        {
            Split = _split,
        };
}

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
        return Draft(
            "country-largest", "QuestionAnswering", "MCQAnswer", $"{_phrases.Say(_random, "country.largest")}\n\n{options}", answer,
            record);
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
        new(kind, $"country/lists/{split}", language, task, "SocialSciences", format, "Others", prompt, answer,
            package.Provenance(CountriesSource.Licence(language), $"{record} ({language}, {split})"))
        {
            Split = split,
        };
}

/// <summary>What is known of a country, as it is said in one language.</summary>
/// <param name="country">The country.</param>
/// <param name="names">The names of all.</param>
/// <param name="language">The language.</param>
internal sealed class CountryFacts(Country country, CountryNames names, string language)
{
    private readonly Phrases _phrases = Phrases.For(language);
    private readonly string _name = names.Country(country.Code3, language)!;

    /// <summary>The facts that have names in the language, in a fixed order.</summary>
    /// <param name="random">Picks among paraphrases.</param>
    public IReadOnlyList<CountryFact> All(StableRandom random)
    {
        (string Key, IReadOnlyList<string?> Values)[] facts =
        [
            ("capital", [names.Capital(country, language)]),
            ("region", [_phrases.Word("country.region", country.Region)]),
            ("area", [country.Area is { } area ? $"{area} {_phrases.Word("country.label", "unit")}" : null]),
            ("currency", [.. country.Currencies.Select(c => names.Currency(c, language) is { } name ? $"{name} ({c.Code})" : null)]),
            ("languages", [.. country.Languages.Select(l => names.Language(l, language))]),
            ("borders", [.. country.Borders.Select(code => names.Country(code, language))]),
            ("dial", [country.Dial]),
            ("tld", [country.Domain]),
        ];
        return [.. facts.Where(f => !f.Values.Contains(null) && (f.Values.Count > 0 || f.Key == "borders"))
            .Select(f => Fact(random, f.Key, [.. f.Values.OfType<string>()]))];
    }

    private CountryFact Fact(StableRandom random, string key, string[] values)
    {
        var label = key == "capital" ? _phrases.Word("catalogue.label", key) : _phrases.Word("country.label", key);
        var joined = string.Join(LanguageStyle.Of(language).BetweenItems, values);
        var said = key switch
        {
            "capital" => _phrases.Say(random, "catalogue.answer.capital", ("place", _name), ("capital", joined)),
            "borders" when values.Length == 0 => _phrases.Say(random, "country.answer.none", ("place", _name)),
            "area" or "currency" or "languages" or "borders" => _phrases.Say(
                random, "country.answer." + key, ("place", _name), ("v", joined)),
            _ => _phrases.Say(random, "country.answer.fact", ("place", _name), ("label", label), ("v", joined)),
        };
        return new CountryFact(key, label, values, LanguageStyle.Of(language).Capitalize(said));
    }
}

/// <summary>One thing that is known of a country, in one language.</summary>
/// <param name="Key">What it is: a word of the table <c>country.label</c>, or <c>capital</c>.</param>
/// <param name="Label">Its label.</param>
/// <param name="Values">What it is, at least one; nothing where the country has none, such as neighbours.</param>
/// <param name="Sentence">The statement.</param>
internal sealed record CountryFact(string Key, string Label, IReadOnlyList<string> Values, string Sentence);
