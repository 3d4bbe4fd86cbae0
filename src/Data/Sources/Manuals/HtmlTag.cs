using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>What the tags of a manual's HTML mean to a reader of its text.</summary>
internal static partial class HtmlTag
{
    private static readonly HashSet<string> Void = ["br", "img", "meta", "link", "input", "hr", "col", "base"];

    private static readonly HashSet<string> IgnoredTags =
        ["head", "script", "style", "header", "footer", "aside", "nav", "noscript", "table", "sup", "button", "label"];

    /// <summary>The last two are what help says on other systems in place of the usual text.</summary>
    private static readonly HashSet<string> IgnoredClasses =
        ["toc", "docnav", "t-navbar", "footnotes", "sidebar", "figure", "relatedtopics", "howtoget", "icontable", "iconcell", "noteicon", "debug", "dropdowns", "MAC", "UNX"];

    private static readonly HashSet<string> IgnoredIds = ["banner", "title", "Index", "SearchFrame", "DonationFrame"];

    /// <summary>Whether an element never has content.</summary>
    public static bool IsVoid(string name) => Void.Contains(name);

    /// <summary>Whether an element parts pieces of text.</summary>
    public static bool IsBlock(string name) =>
        name is "p" or "div" or "li" or "pre" or "dt" or "dd" or "blockquote" or "ul" or "ol" or ['h', >= '1' and <= '6'];

    /// <summary>Whether an element is none of the text: tables, navigation, notes beside it.</summary>
    public static bool IsIgnored(string name, string classes, string id) =>
        IgnoredTags.Contains(name) || IgnoredIds.Contains(id) || classes.Split(' ').Any(IgnoredClasses.Contains);

    /// <summary>The name of the tag that begins here, in small letters.</summary>
    public static string Name(ReadOnlySpan<char> tag)
    {
        var length = 0;
        while (length < tag.Length && char.IsAsciiLetterOrDigit(tag[length]))
        {
            length++;
        }

        return tag[..length].ToString().ToLowerInvariant();
    }

    /// <summary>The value of an attribute, or nothing.</summary>
    public static string Attribute(ReadOnlySpan<char> tag, string name)
    {
        var start = tag.IndexOf($" {name}=\"", StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        var value = tag[(start + name.Length + 3)..];
        return value[..Math.Max(0, value.IndexOf('"'))].ToString();
    }

    /// <summary>A tag, a comment, a declaration or an instruction.</summary>
    [GeneratedRegex(@"<!--.*?-->|<!\w[^>]*>|<\?[^>]*>|</?[a-zA-Z][^>]*>", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    public static partial Regex Pattern();
}
