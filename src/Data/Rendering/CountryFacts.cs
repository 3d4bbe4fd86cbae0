using TreasureMarkers.Data.Sources.Countries;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

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
            // The table has capitals in English only.
            ("capital", language == "English" ? [country.Capital] : [null]),
            ("region", [_phrases.Word("country.region", country.Region)]),
            ("area", [country.Area is { } area ? $"{area} {_phrases.Word("country.label", "unit")}" : null]),
            ("currency", [.. country.Currencies.Select(c => names.Currency(c, language) is { } name ? $"{name} ({c.Code})" : null)]),
            ("languages", [.. country.Languages.Select(l => names.Language(l, language))]),
            ("borders", [.. country.Borders.Select(code => names.Country(code, language))]),
            ("dial", [country.Dial]),
            ("tld", [country.Domain]),
        ];
        return [.. facts.Where(f => !f.Values.Contains(null) && (f.Values.Count > 0 || f.Key == "borders")).Select(f => Fact(random, f.Key, [.. f.Values.OfType<string>()]))];
    }

    private CountryFact Fact(StableRandom random, string key, string[] values)
    {
        var label = key == "capital" ? _phrases.Word("catalogue.label", key) : _phrases.Word("country.label", key);
        var joined = string.Join(LanguageStyle.Of(language).BetweenItems, values);
        var said = key switch
        {
            "capital" => _phrases.Say(random, "catalogue.answer.capital", ("place", _name), ("capital", joined)),
            "borders" when values.Length == 0 => _phrases.Say(random, "country.answer.none", ("place", _name)),
            "area" or "currency" or "languages" or "borders" => _phrases.Say(random, "country.answer." + key, ("place", _name), ("v", joined)),
            _ => _phrases.Say(random, "country.answer.fact", ("place", _name), ("label", label), ("v", joined)),
        };
        return new CountryFact(key, label, values, LanguageStyle.Of(language).Capitalize(said));
    }
}
