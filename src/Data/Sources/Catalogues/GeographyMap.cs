namespace TreasureMarkers.Data.Sources.Catalogues;

/// <summary>A map in one language: a country, or the world or a part of it.</summary>
/// <param name="File">The map's file without its ending, such as <c>germany</c>.</param>
/// <param name="Language">The language of all names.</param>
/// <param name="Name">What the map shows.</param>
/// <param name="Divisions">What its regions are called, such as states.</param>
/// <param name="Regions">The regions with their capitals, null where there is none on record.</param>
internal sealed record GeographyMap(string File, string Language, string Name, string Divisions, IReadOnlyList<(string Name, string? Capital)> Regions)
{
    private static readonly string[] OfCountries =
        ["world", "europe", "asia", "africa", "oceania", "northamerica", "southamerica", "ncamerica", "caribbean", "waters"];

    /// <summary>Whether the regions are countries.</summary>
    public bool IsOfCountries => OfCountries.Any(c => File.StartsWith(c, StringComparison.Ordinal));

    /// <summary>The group: a country's maps stay together; the maps of countries repeat each other.</summary>
    public string Group => "kgeography/" + (IsOfCountries ? "world" : File.Split('_')[0].Replace("province", "", StringComparison.Ordinal));

    /// <summary>What the map shows, without the kind of its regions that some names have in brackets.</summary>
    public string Place => Name.Split(['(', '（'])[0].Trim() is { Length: > 0 } place ? place : Name;
}
