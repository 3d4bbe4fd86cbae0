namespace TreasureMarkers.Data.Sources.Debian;

/// <summary>One binary package of the index with its descriptions.</summary>
/// <param name="Name">The binary package.</param>
/// <param name="Source">The source package: the group.</param>
/// <param name="Version">The version.</param>
/// <param name="Section">The archive section, such as <c>games</c>.</param>
/// <param name="Homepage">The homepage, or null.</param>
/// <param name="InstalledKilobytes">The installed size, or 0 when unknown.</param>
/// <param name="Tags">debtags, such as <c>field::finance</c>.</param>
/// <param name="DescriptionMd5">The key that joins the translations.</param>
internal sealed record DebianPackage(
    string Name,
    string Source,
    string Version,
    string Section,
    string? Homepage,
    int InstalledKilobytes,
    IReadOnlyList<string> Tags,
    string DescriptionMd5)
{
    /// <summary>Usable descriptions by the taxonomy's language name.</summary>
    public Dictionary<string, Description> Descriptions { get; } = [];

    /// <summary>Reads a stanza of a Packages index.</summary>
    /// <returns>Null when the stanza lacks what every package must have.</returns>
    public static DebianPackage? From(IReadOnlyDictionary<string, string> stanza)
    {
        if (!stanza.TryGetValue("Package", out var name) || !stanza.TryGetValue("Version", out var version)
            || !stanza.TryGetValue("Description-md5", out var md5))
        {
            return null;
        }

        var source = stanza.GetValueOrDefault("Source", name).Split(' ')[0];
        var section = stanza.GetValueOrDefault("Section", "misc").Split('/')[^1];
        _ = int.TryParse(stanza.GetValueOrDefault("Installed-Size", "0"), out var size);
        string[] tags = [.. stanza.GetValueOrDefault("Tag", "").Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return new DebianPackage(name, source, version, section, stanza.GetValueOrDefault("Homepage"), size, tags, md5);
    }

    /// <summary>The provenance of this package's description in a language.</summary>
    public Provenance Provenance(string language) =>
        new(Name, Version, $"as the source package {Source} (DDTP text: GPL-2+)", $"{DescriptionMd5}/{language}");
}
