using System.Xml;
using System.Xml.Linq;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>PHP_CodeSniffer's documentation: what a standard wants, valid code and invalid code side by side.</summary>
internal static class SnifferReader
{
    /// <summary>The pairs of all standards.</summary>
    public static IEnumerable<CodePair> Read(PackageFolder package)
    {
        return package.Files("usr/share/php/PHP/CodeSniffer/src/Standards", "*Standard.xml")
            .SelectMany(path => Parse(File.ReadAllText(path), path.Split('/')[^4] + "." + Path.GetFileName(path)[..^"Standard.xml".Length], package));
    }

    /// <summary>The pairs of one document.</summary>
    public static IEnumerable<CodePair> Parse(string xml, string rule, PackageFolder package)
    {
        XElement root;
        try
        {
            root = XDocument.Parse(xml).Root!;
        }
        catch (XmlException)
        {
            // One document that is no XML costs its own examples.
            yield break;
        }

        var description = "";
        foreach (var element in root.Elements())
        {
            if (element.Name == "standard")
            {
                description = HtmlCode.Prose(element.Value);
                continue;
            }

            var valid = Code(element, "Valid");
            var invalid = Code(element, "Invalid");
            foreach (var (before, after) in valid is null || invalid is null ? [] : PairMatcher.Match([invalid], [valid]))
            {
                yield return new CodePair("php", rule, description, description, before, after, package.Provenance("BSD-3-Clause", rule));
            }
        }
    }

    private static string? Code(XElement comparison, string title)
    {
        var code = comparison.Elements("code").FirstOrDefault(c => ((string?)c.Attribute("title"))?.StartsWith(title, StringComparison.Ordinal) == true);
        // The places to look at are in em elements.
        return code is null ? null : CodeLines.Dedent(code.Value.Replace("<em>", "", StringComparison.Ordinal).Replace("</em>", "", StringComparison.Ordinal).Split('\n'));
    }
}
