using System.Xml;
using System.Xml.Linq;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Debian;

namespace TreasureMarkers.Data.Sources.Catalogues;

/// <summary>Reads KGeography's maps: regions and capitals as XML, their names in other languages from its catalogue.</summary>
internal static class GeographyReader
{
    private const string Folder = "usr/share/kgeography";

    /// <summary>Every map in every language that has names for it.</summary>
    /// <param name="package">The unpacked package.</param>
    /// <param name="catalogues">Its translations by language and key.</param>
    /// <exception cref="SourceException">There are no maps, or one is damaged.</exception>
    public static IEnumerable<GeographyMap> Read(PackageFolder package, IReadOnlyDictionary<string, Dictionary<string, string>> catalogues)
    {
        var files = package.Files(Folder, "*.kgm");
        if (files.Count == 0)
        {
            throw new SourceException($"{package.Name} {package.Version} has no map in {Folder}; its layout has changed.");
        }

        return files.SelectMany(path => Maps(package, path, catalogues));
    }

    private static IEnumerable<GeographyMap> Maps(PackageFolder package, string path, IReadOnlyDictionary<string, Dictionary<string, string>> catalogues)
    {
        var root = Load(package, path);
        var file = Path.GetFileName(path);
        (string Name, string? Capital)[] regions = [.. root.Elements("division")
            .Where(d => d.Element("ignore")?.Value.Trim() != "yes")
            .Select(d => (d.Element("name")?.Value.Trim() ?? "", d.Element("capital")?.Value.Trim() is { Length: > 0 } capital ? capital : null))
            .Where(d => d.Item1.Length > 0)];
        var (name, divisions) = (root.Element("name")?.Value.Trim() ?? "", root.Element("divisionsName")?.Value.Trim() ?? "");
        foreach (var language in catalogues.Keys.Append("English").Distinct().Order(StringComparer.Ordinal))
        {
            string? Say(string? text) => text is null ? null : Translate(language, text, catalogues.GetValueOrDefault(language)?.GetValueOrDefault($"kgeography:{file}\u0004{text}"));
            (string? Name, string? Capital)[] named = [.. regions.Select(r => (Say(r.Name), Say(r.Capital))).Where(r => r.Item1 is not null)];
            if (Say(name) is { Length: > 0 } title && Say(divisions) is { Length: > 0 } kind && named.Length >= 3 && named.Length >= regions.Length * 9 / 10)
            {
                yield return new GeographyMap(Path.GetFileNameWithoutExtension(file), language, title, kind, [.. named.Select(r => (r.Name!, r.Capital))]);
            }
        }
    }

    /// <summary>A name in the language; null where it was left in another script. A Latin name may be the same in several languages.</summary>
    private static string? Translate(string language, string text, string? translation) =>
        language == "English" ? text : WithoutScript(translation) is { Length: > 0 } name && TextCleaner.IsIn(language, name) ? name : null;

    /// <summary>KDE's translations can carry a script for inflected forms behind the plain one.</summary>
    private static string? WithoutScript(string? translation) => translation?.Split("|/|")[0].Trim();

    private static XElement Load(PackageFolder package, string path)
    {
        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
            return XElement.Load(reader);
        }
        catch (XmlException e)
        {
            throw new SourceException($"{package.Name} {package.Version} has a damaged map '{Path.GetFileName(path)}': {e.Message}", e);
        }
    }
}
