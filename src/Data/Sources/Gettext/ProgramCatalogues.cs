using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Gettext;

/// <summary>
/// A program's translations by the taxonomy's language name, then by key. A key is the catalogue's name, a colon and gettext's own
/// key, so that catalogues do not mix.
/// </summary>
internal sealed class ProgramCatalogues : Dictionary<string, Dictionary<string, string>>
{
    /// <summary>Finds and reads the catalogues of a program's packages.</summary>
    /// <param name="packages">The unpacked packages; of two that have a language the first counts.</param>
    /// <param name="languages">The languages wanted. Where one has several locales, the preferred one wins.</param>
    /// <exception cref="SourceException">A package holds no catalogue at all, or a damaged one.</exception>
    public static ProgramCatalogues Read(IEnumerable<PackageFolder> packages, IReadOnlyList<DataLanguage> languages)
    {
        var read = new ProgramCatalogues();
        foreach (var package in packages)
        {
            var files = package.Files("", "*.mo").ToLookup(Locale);
            if (files.Count == 0)
            {
                throw new SourceException($"{package.Name} {package.Version} has no .mo catalogue; its layout has changed.");
            }

            foreach (var language in languages)
            {
                var pairs = Pairs(language.Locales.SelectMany(locale => files[locale]));
                if (pairs.Count > 0)
                {
                    read.TryAdd(language.Name, pairs);
                }
            }
        }

        return read;
    }

    private static Dictionary<string, string> Pairs(IEnumerable<string> paths)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var path in paths)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            foreach (var (source, translation) in MoCatalogue.Read(File.ReadAllBytes(path)).Where(p => p.Value.Length > 0))
            {
                pairs.TryAdd($"{name}:{source}", translation);
            }
        }

        return pairs;
    }

    /// <summary>The folder above LC_MESSAGES names the locale.</summary>
    private static string Locale(string path) => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(path)) ?? "");
}
