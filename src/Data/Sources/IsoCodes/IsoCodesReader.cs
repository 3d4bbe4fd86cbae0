using System.Text.Json;

namespace TreasureMarkers.Data.Sources.IsoCodes;

/// <summary>One country, language, currency or script.</summary>
/// <param name="Kind"><c>country</c>, <c>language</c>, <c>currency</c> or <c>script</c>.</param>
/// <param name="Code">The code people ask for: two letters where there are, else three or four.</param>
/// <param name="Code3">The three-letter code beside a two-letter one, or null.</param>
/// <param name="Number">The number in the standard, or null.</param>
internal sealed record IsoEntry(string Kind, string Code, string? Code3, string? Number)
{
    /// <summary>The name by the taxonomy's language name; only languages whose catalogue has it.</summary>
    public Dictionary<string, string> Names { get; } = [];

    /// <summary>The official name by the taxonomy's language name.</summary>
    public Dictionary<string, string> OfficialNames { get; } = [];

    /// <summary>The group: an entry never crosses splits.</summary>
    public string Group => $"iso-codes/{Kind}/{Code}";

    /// <summary>Whether people know it: it stands in lists and gets more questions.</summary>
    public bool IsCommon => Kind is not "language" || Code.Length == 2;

    /// <summary>The taxonomy's domain.</summary>
    public string Domain => Kind switch
    {
        "currency" => "Finance",
        "country" => "SocialSciences",
        _ => "Culture",
    };

    /// <summary>Where data of these standards came from.</summary>
    /// <param name="version">The version of iso-codes.</param>
    /// <param name="record">The entry or entries.</param>
    public static Provenance Provenance(string version, string record) => new("iso-codes", version, "LGPL-2.1-or-later", record);
}

/// <summary>Reads the unpacked iso-codes package: the standards as JSON and the names' translations as .mo catalogues.</summary>
internal static class IsoCodesReader
{
    private static readonly (string Kind, string Standard, string Code, string? Code3)[] Standards =
    [
        ("country", "3166-1", "alpha_2", "alpha_3"), ("language", "639-2", "alpha_2", "alpha_3"),
        ("currency", "4217", "alpha_3", null), ("script", "15924", "alpha_4", null),
    ];

    /// <summary>The entries that have a plain name, in the standards' order.</summary>
    /// <param name="folder">The folder that the package was unpacked to.</param>
    /// <param name="languages">The languages whose names are wanted.</param>
    /// <exception cref="SourceException">A file is missing or not what it should be.</exception>
    public static IReadOnlyList<IsoEntry> Read(string folder, IReadOnlyList<DataLanguage> languages)
    {
        var entries = new List<IsoEntry>();
        foreach (var (kind, standard, code, code3) in Standards)
        {
            var catalogues = languages.ToDictionary(l => l.Name, l => Catalogue(folder, standard, l));
            var path = Path.Combine(folder, "usr/share/iso-codes/json", $"iso_{standard}.json");
            if (!File.Exists(path))
            {
                throw new SourceException($"iso-codes has no '{Path.GetFileName(path)}'; its layout has changed.");
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var item in document.RootElement.GetProperty(standard).EnumerateArray())
            {
                if (Entry(kind, item, code, code3, catalogues) is { } entry)
                {
                    entries.Add(entry);
                }
            }
        }

        return entries;
    }

    private static IsoEntry? Entry(
        string kind, JsonElement item, string code, string? code3, Dictionary<string, Dictionary<string, string>> catalogues)
    {
        var name = Text(item, "common_name") ?? Text(item, "name")!;
        var three = code3 is null ? null : Text(item, code3);
        var main = Text(item, code) ?? three;
        if (main is null || !IsPlain(kind, main, name))
        {
            return null;
        }

        var entry = new IsoEntry(kind, main, main == three ? null : three, kind == "language" ? null : Text(item, "numeric"));
        foreach (var (language, catalogue) in catalogues)
        {
            Translate(kind, entry.Names, language, catalogue, name);
            Translate(kind, entry.OfficialNames, language, catalogue, Text(item, "official_name"));
        }

        return entry;
    }

    private static void Translate(
        string kind, Dictionary<string, string> names, string language, Dictionary<string, string> catalogue, string? name)
    {
        var translated = name is null ? null : language == "English" ? name : catalogue.GetValueOrDefault(name);
        // Several names for one thing are parted by semicolons, scripts' by commas; the first is the usual one.
        var first = translated?.Split(kind == "script" ? [';', '；', ',', '、'] : [';', '；'])[0].Trim();
        if (!string.IsNullOrEmpty(first))
        {
            names[language] = first;
        }
    }

    /// <summary>Leaves out collective, historic and bookkeeping entries, which no one asks about.</summary>
    private static bool IsPlain(string kind, string code, string name) => kind switch
    {
        "language" => !name.Contains("languages", StringComparison.Ordinal) && !name.Contains('(', StringComparison.Ordinal)
            && code is not ("mis" or "mul" or "und" or "zxx") && !code.Contains('-', StringComparison.Ordinal),
        "currency" =>
            !code.StartsWith('X') && !name.Contains('(', StringComparison.Ordinal) && !name.Contains("Unidad", StringComparison.Ordinal),
        "script" => !code.StartsWith('Z') && !code.StartsWith('Q') && !name.Contains('(', StringComparison.Ordinal),
        _ => true,
    };

    private static Dictionary<string, string> Catalogue(string folder, string standard, DataLanguage language) => MoCatalogue.Merge(
        language.Locales.Select(locale => Path.Combine(folder, "usr/share/locale", locale, "LC_MESSAGES", $"iso_{standard}.mo")));

    private static string? Text(JsonElement item, string property) =>
        item.TryGetProperty(property, out var value) ? value.GetString() : null;
}
