using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Catalogues;

/// <summary>Finds and reads the catalogues below a package's folder, by language.</summary>
internal static class LocaleCatalogues
{
    /// <summary>
    /// The translations of each language that has any. A key is the catalogue's name, a colon and gettext's own key, so that
    /// catalogues do not mix. Where a language has several locales, the preferred one wins.
    /// </summary>
    /// <param name="package">The unpacked package.</param>
    /// <param name="languages">The languages wanted.</param>
    /// <exception cref="SourceException">The package holds no catalogue at all, or a damaged one.</exception>
    public static Dictionary<string, Dictionary<string, string>> Read(PackageFolder package, IReadOnlyList<DataLanguage> languages)
    {
        var files = package.Files("", "*.mo").ToLookup(Locale);
        if (files.Count == 0)
        {
            throw new SourceException($"{package.Name} {package.Version} has no .mo catalogue; its layout has changed.");
        }

        var read = new Dictionary<string, Dictionary<string, string>>();
        foreach (var language in languages)
        {
            var pairs = new Dictionary<string, string>();
            foreach (var path in language.Locales.SelectMany(locale => files[locale]))
            {
                Add(pairs, path);
            }

            if (pairs.Count > 0)
            {
                read[language.Name] = pairs;
            }
        }

        return read;
    }

    private static void Add(Dictionary<string, string> pairs, string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        foreach (var (source, translation) in MoCatalogue.Read(File.ReadAllBytes(path)))
        {
            if (translation.Length > 0)
            {
                pairs.TryAdd($"{name}:{source}", translation);
            }
        }
    }

    /// <summary>The folder above LC_MESSAGES names the locale.</summary>
    private static string Locale(string path) => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(path)) ?? "");
}
