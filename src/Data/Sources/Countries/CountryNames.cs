using TreasureMarkers.Data.Sources.IsoCodes;

namespace TreasureMarkers.Data.Sources.Countries;

/// <summary>The names of countries, currencies and languages in each language: the table's own, and those of iso-codes where it has none.</summary>
/// <param name="countries">The table.</param>
/// <param name="entries">The entries of iso-codes.</param>
internal sealed class CountryNames(IReadOnlyList<Country> countries, IReadOnlyList<IsoEntry> entries)
{
    private readonly Dictionary<string, Country> _countries = countries.ToDictionary(c => c.Code3);
    private readonly Dictionary<(string Kind, string Code), IsoEntry> _entries = entries
        .SelectMany(e => new[] { KeyValuePair.Create((e.Kind, e.Code), e), KeyValuePair.Create((e.Kind, e.Code3 ?? e.Code), e) })
        .DistinctBy(e => e.Key).ToDictionary();

    /// <summary>The usual name of a country, or null.</summary>
    /// <param name="code3">Its three-letter code.</param>
    /// <param name="language">The taxonomy's name of the language.</param>
    public string? Country(string code3, string language) =>
        _countries.GetValueOrDefault(code3)?.Names.GetValueOrDefault(language) ?? Entry("country", code3, language);

    /// <summary>The name of a currency, or null.</summary>
    /// <param name="currency">Its code and English name.</param>
    /// <param name="language">The taxonomy's name of the language.</param>
    public string? Currency((string Code, string Name) currency, string language) =>
        language == "English" ? currency.Name : Entry("currency", currency.Code, language);

    /// <summary>The name of a language, or null.</summary>
    /// <param name="spoken">Its three-letter code and English name.</param>
    /// <param name="language">The taxonomy's name of the language in which to name it.</param>
    public string? Language((string Code, string Name) spoken, string language) =>
        language == "English" ? spoken.Name : Entry("language", spoken.Code, language);

    private string? Entry(string kind, string code, string language) => _entries.GetValueOrDefault((kind, code))?.Names.GetValueOrDefault(language);
}
