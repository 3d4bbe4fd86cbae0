using System.Text.Json;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Data.Sources.Gettext;
using TreasureMarkers.Data.Sources.IsoCodes;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Countries;

/// <summary>One country or territory, with what is known of it.</summary>
/// <param name="Code">Its two-letter code.</param>
/// <param name="Code3">Its three-letter code.</param>
/// <param name="Region">
/// The part of the world: <c>Africa</c>, <c>Americas</c>, <c>Antarctic</c>, <c>Asia</c>, <c>Europe</c> or <c>Oceania</c>.
/// </param>
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

/// <summary>Reads the table of countries of npm's world-countries.</summary>
internal static class CountryReader
{
    /// <summary>The table's codes of the languages that it translates names into.</summary>
    private static readonly (string Language, string Code)[] Translated =
    [
        ("Arabic", "ara"), ("Chinese", "zho"), ("Czech", "ces"), ("Dutch", "nld"), ("French", "fra"), ("German", "deu"), ("Italian", "ita"),
        ("Japanese", "jpn"), ("Korean", "kor"), ("Persian", "per"), ("Polish", "pol"), ("Portuguese", "por"), ("Russian", "rus"),
        ("Spanish", "spa"), ("Turkish", "tur"),
    ];

    /// <summary>The countries in the table's order.</summary>
    /// <param name="json">The file's text.</param>
    /// <exception cref="SourceException">The text is no such table.</exception>
    public static IReadOnlyList<Country> Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(Read)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SourceException($"world-countries has another table than it had: {e.Message}", e);
        }
    }

    private static Country Read(JsonElement item)
    {
        var area = item.GetProperty("area");
        return new Country(
            Text(item, "cca2"),
            Text(item, "cca3"),
            Text(item, "region"),
            area.GetDouble() > 0 ? area.GetRawText() : null,
            Strings(item, "tld").FirstOrDefault(t => t.StartsWith('.')),
            Dial(item.GetProperty("idd")),
            Strings(item, "capital") is [{ Length: > 0 } only] ? only : null,
            Names(item, "common"),
            Names(item, "official"),
            [.. item.GetProperty("currencies").EnumerateObject().Select(c => (c.Name, Text(c.Value, "name")))],
            [.. item.GetProperty("languages").EnumerateObject().Select(l => (l.Name, l.Value.GetString()!))],
            Strings(item, "borders"));
    }

    private static SortedDictionary<string, string> Names(JsonElement item, string kind)
    {
        var translations = item.GetProperty("translations");
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["English"] = Text(item.GetProperty("name"), kind) };
        foreach (var (language, code) in Translated)
        {
            if (translations.TryGetProperty(code, out var translation) && Clean(language, Text(translation, kind)) is { Length: > 0 } name)
            {
                names[language] = name;
            }
        }

        return names;
    }

    /// <summary>Without the slips of the table: blanks and commas too many, and small first letters.</summary>
    private static string Clean(string language, string name)
    {
        var clean = name.Replace("' ", "'", StringComparison.Ordinal).Replace(" -", "-", StringComparison.Ordinal).Trim(' ', ',');
        return clean.Length == 0 ? clean : LanguageStyle.Of(language).Capitalize(clean);
    }

    /// <summary>A country of many area codes is dialled by its root alone where the root is a whole code.</summary>
    private static string? Dial(JsonElement idd)
    {
        var (root, suffixes) = (Text(idd, "root"), Strings(idd, "suffixes"));
        return suffixes.Length == 1 ? root + suffixes[0] : suffixes.Length > 1 && root is "+1" or "+7" ? root : null;
    }

    private static string Text(JsonElement item, string property) => item.GetProperty(property).GetString()!;

    private static string[] Strings(JsonElement item, string property) =>
        [.. item.GetProperty(property).EnumerateArray().Select(v => v.GetString()!)];
}

/// <summary>
/// The names of countries, currencies and languages in each language: the table's own, and those of iso-codes where it has none.
/// </summary>
/// <param name="countries">The table.</param>
/// <param name="entries">The entries of iso-codes.</param>
/// <param name="maps">The catalogues of an atlas, which names capitals; null for none.</param>
internal sealed class CountryNames(IReadOnlyList<Country> countries, IReadOnlyList<IsoEntry> entries, ProgramCatalogues? maps = null)
{
    private readonly Dictionary<(string Language, string Text), string> _places = (maps ?? []).SelectMany(c => c.Value
            .Where(pair => pair.Key.Contains(".kgm\u0004", StringComparison.Ordinal))
            .Select(pair => ((c.Key, pair.Key[(pair.Key.IndexOf('\u0004', StringComparison.Ordinal) + 1)..]), pair.Value.Split("|/|")[0].Trim())))
        .Where(p => p.Item2.Length > 0 && TextCleaner.IsIn(p.Item1.Key, p.Item2)).DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => p.Item2);

    private readonly Dictionary<string, Country> _countries = countries.ToDictionary(c => c.Code3);
    private readonly Dictionary<(string Kind, string Code), IsoEntry> _entries = entries
        .SelectMany(e => new[] { KeyValuePair.Create((e.Kind, e.Code), e), KeyValuePair.Create((e.Kind, e.Code3 ?? e.Code), e) })
        .DistinctBy(e => e.Key).ToDictionary();

    /// <summary>The usual name of a country, or null.</summary>
    /// <param name="code3">Its three-letter code.</param>
    /// <param name="language">The taxonomy's name of the language.</param>
    public string? Country(string code3, string language) =>
        _countries.GetValueOrDefault(code3)?.Names.GetValueOrDefault(language) ?? Entry("country", code3, language);

    /// <summary>The name of a country's capital, or null.</summary>
    /// <param name="country">The country.</param>
    /// <param name="language">The taxonomy's name of the language.</param>
    public string? Capital(Country country, string language) =>
        language == "English" || country.Capital is null ? country.Capital : _places.GetValueOrDefault((language, country.Capital));

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

    private string? Entry(string kind, string code, string language) =>
        _entries.GetValueOrDefault((kind, code))?.Names.GetValueOrDefault(language);
}
