using System.Xml.Linq;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Debian;

namespace TreasureMarkers.Data.Sources.Catalogues;

/// <summary>Reads the elements of the Blue Obelisk Data Repository, named by Kalzium's catalogue.</summary>
internal static class ElementReader
{
    private const string Scheme = "bo:";
    private static readonly (string Key, string Entry, string Unit)[] Values =
    [
        ("number", "atomicNumber", ""), ("mass", "mass", " u"), ("melting", "meltingpoint", " K"), ("boiling", "boilingpoint", " K"),
        ("period", "period", ""), ("group", "group", ""),
    ];

    /// <summary>Every element in every language that has a name for it.</summary>
    /// <param name="package">The unpacked repository.</param>
    /// <param name="catalogues">Kalzium's translations by language and key.</param>
    /// <exception cref="SourceException">The file of elements is missing.</exception>
    public static IReadOnlyList<ChemicalElement> Read(PackageFolder package, IReadOnlyDictionary<string, Dictionary<string, string>> catalogues)
    {
        return [.. XElement.Parse(package.ReadText("usr/share/bodr/elements.xml")).Elements().Where(e => e.Name.LocalName == "atom")
            .SelectMany(atom => Elements(atom, catalogues))];
    }

    private static IEnumerable<ChemicalElement> Elements(XElement atom, IReadOnlyDictionary<string, Dictionary<string, string>> catalogues)
    {
        var symbol = (string?)atom.Attribute("id") ?? "";
        var name = (string?)Entry(atom, "name")?.Attribute("value") ?? "";
        (string, string)[] facts = [("symbol", symbol), .. Values.Where(v => Entry(atom, v.Entry) is not null).Select(v => (v.Key, Entry(atom, v.Entry)!.Value.Trim() + v.Unit))];
        // The first entry is a place holder for unknown atoms, the last ones have provisional names.
        if (symbol.Length is 0 or > 2 || symbol == "Xx" || name.Length == 0)
        {
            yield break;
        }

        var origin = Entry(atom, "nameOrigin")?.Value.Trim() ?? "";
        yield return new ChemicalElement(symbol, "English", name, origin.Length > 0 ? origin.TrimEnd('.') + "." : null, facts);
        foreach (var (language, pairs) in catalogues.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            if (pairs.GetValueOrDefault("kalzium:" + name) is { Length: > 0 } translated && TextCleaner.IsIn(language, translated))
            {
                var text = pairs.GetValueOrDefault("kalzium:" + origin) ?? pairs.GetValueOrDefault("kalzium:" + origin + ".");
                yield return new ChemicalElement(symbol, language, translated, text is not null && CatalogueReader.IsTranslation(language, origin, text) ? text : null, facts);
            }
        }
    }

    private static XElement? Entry(XElement atom, string name) => atom.Elements().FirstOrDefault(e => (string?)e.Attribute("dictRef") == Scheme + name);
}
