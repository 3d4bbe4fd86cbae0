using System.Net;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>Text out of the HTML of documentation.</summary>
internal static partial class HtmlCode
{
    /// <summary>Code with its line breaks, without tags and entities.</summary>
    public static string Code(string html) => WebUtility.HtmlDecode(Tag().Replace(html, "")).Replace("\r", "", StringComparison.Ordinal).Trim('\n').TrimEnd();

    /// <summary>Prose on one line, without tags and entities.</summary>
    public static string Prose(string html) => Whitespace.Collapse(WebUtility.HtmlDecode(Tag().Replace(html, ""))).Trim();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
