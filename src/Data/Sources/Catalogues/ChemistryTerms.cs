using System.Xml.Linq;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Catalogues;

/// <summary>Reads Kalzium's glossary and its list of laboratory tools.</summary>
internal static class ChemistryTerms
{
    private static readonly string[] Files = ["knowledge.xml", "tools.xml"];

    /// <summary>Every term in every language that translates both its name and its meaning.</summary>
    /// <param name="package">The unpacked package.</param>
    /// <param name="catalogues">Its translations by language and key.</param>
    /// <exception cref="SourceException">A file is missing.</exception>
    public static IReadOnlyList<ChemistryTerm> Read(PackageFolder package, IReadOnlyDictionary<string, Dictionary<string, string>> catalogues)
    {
        return [.. Files.SelectMany(file =>
            XElement.Parse(package.ReadText("usr/share/kalzium/data/" + file)).Elements("item").SelectMany(item => Terms(item, catalogues)))];
    }

    private static IEnumerable<ChemistryTerm> Terms(XElement item, IReadOnlyDictionary<string, Dictionary<string, string>> catalogues)
    {
        var (name, meaning) = (Key(item, "name"), Key(item, "desc"));
        if (name.Length == 0 || MessageText.Clean(meaning) is not { } english)
        {
            yield break;
        }

        yield return new ChemistryTerm(name, "English", name, english);
        foreach (var (language, pairs) in catalogues.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            if (pairs.TryGetValue("kalzium:" + name, out var term) && pairs.TryGetValue("kalzium:" + meaning, out var raw)
                && MessageText.Clean(raw) is { } text && CatalogueReader.IsTranslation(language, english, text))
            {
                yield return new ChemistryTerm(name, language, term, text);
            }
        }
    }

    /// <summary>The text as the catalogue's key has it: line breaks of the XML are no part of it.</summary>
    private static string Key(XElement item, string element) => Whitespace.Collapse(item.Element(element)?.Value ?? "").Trim();
}
