using System.Xml;
using System.Xml.Linq;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Sources.GnomeHelp;

/// <summary>GNOME's help for users and administrators.</summary>
internal sealed class GnomeHelpSource() : PackageSource(
    "gnome-help",
    "instructions in steps and running text, above all in languages that have few manuals",
    ManualWriter.RowCaps,
    new SourcePackage("gnome-user-docs"))
{
    private const string Licence = "CC-BY-SA-3.0";
    private const string Root = "usr/share/help";

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var package = folders[0];
        var writer = new ManualWriter(context);
        return package.RelativeFiles(Root + "/C", "*.page").SelectMany(path => writer.Write(
            "manual/gnome-help/" + path, "Technology", null, context.Languages.Select(
                l => (l.Name, Page(package, l, path), package.Provenance(Licence, path)))));
    }

    private static ManualDocument? Page(PackageFolder package, DataLanguage language, string path)
    {
        string[] locales = language.Name == "English" ? ["C"] : [.. language.Locales];
        return locales.Select(locale => package.At(Root, locale, path)).FirstOrDefault(File.Exists) is { } file
            ? MallardReader.Read(File.ReadAllText(file))
            : null;
    }
}

/// <summary>Reads a page of GNOME's help, which is in Mallard XML.</summary>
internal static class MallardReader
{
    private static readonly XNamespace Mallard = "http://projectmallard.org/1.0/";

    /// <summary>The page, or null when it has no title or no text, or is no page.</summary>
    /// <param name="xml">The file's text.</param>
    public static ManualDocument? Read(string xml)
    {
        var root = Parse(xml);
        if (root?.Element(Mallard + "title") is not { } title)
        {
            return null;
        }

        var builder = new ManualBuilder();
        builder.Heading(Text(title), 1);
        Walk(root, 1, builder);
        var summary = root.Element(Mallard + "info")?.Elements(Mallard + "desc")
            .FirstOrDefault(d => d.Attribute("style") is null) is { } desc
            ? Text(desc)
            : "";
        return builder.Build() is { } document ? document with { Summary = summary.Length > 0 ? summary : null } : null;
    }

    private static XElement? Parse(string xml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
            return XElement.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            // A page or two use entities of files that lie elsewhere.
            return null;
        }
    }

    private static void Walk(XElement parent, int level, ManualBuilder builder)
    {
        foreach (var element in parent.Elements())
        {
            switch (element.Name.LocalName)
            {
                case "section" when element.Element(Mallard + "title") is { } title:
                    builder.Heading(Text(title), level + 1);
                    Walk(element, level + 1, builder);
                    break;
                case "p":
                    builder.Add(ManualBlockKind.Paragraph, Text(element));
                    break;
                case "code" or "screen":
                    builder.Add(ManualBlockKind.Code, element.Value.Trim('\n').TrimEnd());
                    break;
                case "steps" or "list":
                    Items(element, element.Name.LocalName == "steps" ? ManualBlockKind.Step : ManualBlockKind.Item, builder);
                    break;
                case "terms":
                    Terms(element, builder);
                    break;
                case "note" or "example" or "if" or "choose" or "when":
                    Walk(element, level, builder);
                    break;
            }
        }
    }

    private static void Items(XElement list, ManualBlockKind kind, ManualBuilder builder)
    {
        foreach (var item in list.Elements(Mallard + "item"))
        {
            builder.Add(kind, string.Join(' ', item.Descendants(Mallard + "p").Select(Text).Where(t => t.Length > 0)));
        }
    }

    /// <summary>What is explained stands before its explanation.</summary>
    private static void Terms(XElement list, ManualBuilder builder)
    {
        foreach (var item in list.Elements(Mallard + "item"))
        {
            var said = string.Join(' ', item.Descendants(Mallard + "p").Select(Text).Where(t => t.Length > 0));
            var names = string.Join(", ", item.Elements(Mallard + "title").Select(Text).Where(t => t.Length > 0));
            builder.Add(ManualBlockKind.Item, said.Length == 0 || names.Length == 0 ? said : $"{names.TrimEnd(':', '：')}: {said}");
        }
    }

    /// <summary>The text of an element; empty where a link without words would leave a hole in it.</summary>
    private static string Text(XElement element) =>
        element.Descendants(Mallard + "link").Any(l => string.IsNullOrWhiteSpace(l.Value)) ? "" : Whitespace.Collapse(element.Value).Trim();
}
