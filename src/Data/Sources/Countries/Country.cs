namespace TreasureMarkers.Data.Sources.Countries;

/// <summary>One country or territory, with what is known of it.</summary>
/// <param name="Code">Its two-letter code.</param>
/// <param name="Code3">Its three-letter code.</param>
/// <param name="Region">The part of the world: <c>Africa</c>, <c>Americas</c>, <c>Antarctic</c>, <c>Asia</c>, <c>Europe</c> or <c>Oceania</c>.</param>
/// <param name="Area">Its area in km², as the table writes it; null when that is not known.</param>
/// <param name="Domain">Its own Internet domain with the dot, or null.</param>
/// <param name="Dial">What is dialled before its numbers, with the plus, or null when it has several.</param>
/// <param name="Capital">Its capital in English, or null when it has none or several.</param>
/// <param name="Names">Its usual name by the taxonomy's language name.</param>
/// <param name="OfficialNames">Its official name by the taxonomy's language name.</param>
/// <param name="Currencies">Its currencies: code and English name.</param>
/// <param name="Languages">Its languages: three-letter code and English name.</param>
/// <param name="Borders">The three-letter codes of the countries that it borders on land.</param>
internal sealed record Country(
    string Code,
    string Code3,
    string Region,
    string? Area,
    string? Domain,
    string? Dial,
    string? Capital,
    IReadOnlyDictionary<string, string> Names,
    IReadOnlyDictionary<string, string> OfficialNames,
    IReadOnlyList<(string Code, string Name)> Currencies,
    IReadOnlyList<(string Code, string Name)> Languages,
    IReadOnlyList<string> Borders)
{
    /// <summary>The group: that of the same country in iso-codes, which speaks of it too.</summary>
    public string Group => "iso-codes/country/" + Code;
}
