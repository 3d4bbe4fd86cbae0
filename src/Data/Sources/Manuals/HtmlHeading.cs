using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>The headings of a manual's HTML.</summary>
internal static partial class HtmlHeading
{
    /// <summary>A heading without its number and without a colon at its end.</summary>
    public static string WithoutNumber(string heading) => Number().Replace(heading, "").TrimEnd(':', '：', ' ');

    /// <summary>The number of a chapter or section, with the word for chapter in any of the languages.</summary>
    [GeneratedRegex(@"^(第\s*\d+\s*章\W*|\d+\s?\p{L}+\.?\s(?=\p{Lu})|(\p{L}+\s){0,2}(\d+|[A-Z])\.(\d+\.)*\s+)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
