using System.Text.Json;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Countries;

/// <summary>Reads the table of countries of npm's world-countries.</summary>
internal static class CountryReader
{
    /// <summary>The table's codes of the languages that it translates names into.</summary>
    private static readonly (string Language, string Code)[] Translated =
    [
        ("Arabic", "ara"), ("Chinese", "zho"), ("Czech", "ces"), ("Dutch", "nld"), ("French", "fra"), ("German", "deu"), ("Italian", "ita"), ("Japanese", "jpn"),
        ("Korean", "kor"), ("Persian", "per"), ("Polish", "pol"), ("Portuguese", "por"), ("Russian", "rus"), ("Spanish", "spa"), ("Turkish", "tur"),
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
            Text(item, "cca2"), Text(item, "cca3"), Text(item, "region"), area.GetDouble() > 0 ? area.GetRawText() : null,
            Strings(item, "tld").FirstOrDefault(t => t.StartsWith('.')), Dial(item.GetProperty("idd")), Strings(item, "capital") is [{ Length: > 0 } only] ? only : null,
            Names(item, "common"), Names(item, "official"),
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

    private static string[] Strings(JsonElement item, string property) => [.. item.GetProperty(property).EnumerateArray().Select(v => v.GetString()!)];
}
