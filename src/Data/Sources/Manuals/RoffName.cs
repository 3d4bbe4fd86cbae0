using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>The first section of a manual page says what it describes: names, a dash, and a phrase.</summary>
internal static partial class RoffName
{
    /// <summary>The document without that section but with what it says; null when it says nothing or there is nothing else.</summary>
    public static ManualDocument? Apply(ManualDocument document)
    {
        var name = document.Sections[0].Blocks is [{ Kind: ManualBlockKind.Paragraph } first] ? NameLine().Match(first.Text) : Match.Empty;
        var sections = document.Sections.Skip(1).Where(s => s.Blocks.Count > 0).ToList();
        return !name.Success || sections.Count == 0 ? null
            : new ManualDocument(name.Groups[1].Value, sections) { Command = name.Groups[1].Value, Summary = name.Groups[2].Value };
    }

    [GeneratedRegex(@"^([\w.+:@-]+)(?:,\s[^—–]{1,200})?\s[-—–−]{1,2}\s(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex NameLine();
}
