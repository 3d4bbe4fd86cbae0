namespace TreasureMarkers.Data.Sources.Catalogues;

/// <summary>A program whose catalogues are read.</summary>
/// <param name="Name">The Debian package, or with <c>{0}</c> one package per language.</param>
/// <param name="Area">What its messages are about, a key of the phrases' table <c>catalogue.area</c>.</param>
/// <param name="Domain">The taxonomy's domain.</param>
/// <param name="Licence">SPDX, of the catalogues.</param>
/// <param name="Lost">What the data lacks without it.</param>
internal sealed record CataloguePackage(string Name, string Area, string Domain, string Licence, string Lost)
{
    /// <summary>All programs, in the order in which they are read.</summary>
    public static IReadOnlyList<CataloguePackage> All { get; } =
    [
        new("gnucash-common", "finance", "Finance", "GPL-2.0-or-later", "translated texts about bookkeeping"),
        new("gnumed-client", "medicine", "Medical", "GPL-2.0-or-later", "translated texts about medical practice"),
        new("kalzium-data", "chemistry", "Sciences", "GPL-2.0-or-later", "translated texts about chemistry and the elements' names"),
        new("kgeography-data", "geography", "SocialSciences", "GPL-2.0-or-later", "regions and capitals"),
        new("gbrainy", "puzzles", "Math", "GPL-2.0-or-later", "translated puzzles"),
        new("libgtk-3-common", "programming", "Technology", "LGPL-2.0-or-later", "translated texts about user interfaces"),
        new("python3-django", "web", "Technology", "BSD-3-Clause", "translated texts of web sites"),
        new("gimp-data", "graphics", "Technology", "GPL-3.0-or-later", "translated texts about images"),
        new("evolution-common", "mail", "Technology", "LGPL-2.0-only OR LGPL-3.0-only", "translated texts about mail and calendars"),
        new("vlc-l10n", "video", "Technology", "GPL-2.0-or-later", "translated texts about video and sound"),
        new("libreoffice-l10n-{0}", "office", "Technology", "MPL-2.0", "translated texts about office documents"),
    ];

    /// <summary>The packages to fetch for these languages.</summary>
    public IEnumerable<string> Packages(IReadOnlyList<DataLanguage> languages)
    {
        return !Name.Contains("{0}", StringComparison.Ordinal) ? [Name]
            : languages.Where(l => l.Name != "English").Select(l => Name.Replace("{0}", Suffix(l), StringComparison.Ordinal));
    }

    /// <summary>How Debian writes the locale in package names: lower case with a hyphen.</summary>
    internal static string Suffix(DataLanguage language) => language.Locales[0].Replace('_', '-').ToLowerInvariant();
}
