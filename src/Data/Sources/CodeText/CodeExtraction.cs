using System.Net;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.CodeText;

/// <summary>Lines of code as examples have them in comments and docstrings.</summary>
internal static class CodeLines
{
    /// <summary>The lines without their common indentation and the blank lines around them.</summary>
    public static string Dedent(IEnumerable<string> lines)
    {
        string[] kept = [.. lines.Select(l => l.TrimEnd()).SkipWhile(l => l.Length == 0)];
        var indent = kept.Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', kept.Select(l => l.Length == 0 ? l : l[indent..])).TrimEnd();
    }
}

/// <summary>Text out of the HTML of documentation.</summary>
internal static partial class HtmlCode
{
    /// <summary>Code with its line breaks, without tags and entities.</summary>
    public static string Code(string html) =>
        WebUtility.HtmlDecode(Tag().Replace(html, "")).Replace("\r", "", StringComparison.Ordinal).Trim('\n').TrimEnd();

    /// <summary>Prose on one line, without tags and entities.</summary>
    public static string Prose(string html) => Whitespace.Collapse(WebUtility.HtmlDecode(Tag().Replace(html, ""))).Trim();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}

/// <summary>Finds, among the good examples that follow some bad ones, the one that puts each right.</summary>
internal static partial class PairMatcher
{
    /// <summary>Below this share of common tokens a good example is about something else.</summary>
    private const double LeastOverlap = 0.3;

    /// <summary>Pairs each bad example with a good one; a bad one that no good one resembles is left out.</summary>
    /// <param name="bad">The bad examples, in order.</param>
    /// <param name="good">The good examples that follow them.</param>
    public static IEnumerable<(string Before, string After)> Match(IReadOnlyList<string> bad, IReadOnlyList<string> good)
    {
        for (var i = 0; i < bad.Count; i++)
        {
            var index = i;
            // With equal counts the order says which belong together, so the same place wins among equals.
            var best = good.Select((text, at) => (Text: text, Overlap: Overlap(bad[index], text), Same: at == index))
                .Where(g => Code(g.Text) != Code(bad[index]))
                .OrderByDescending(g => g.Overlap + (g.Same ? 0.15 : 0)).FirstOrDefault();
            if (best.Text is not null && best.Overlap >= LeastOverlap)
            {
                yield return (bad[i], best.Text);
            }
        }
    }

    /// <summary>The share of tokens that two texts have in common, in [0, 1].</summary>
    public static double Overlap(string left, string right)
    {
        var (a, b) = (Tokens(left), Tokens(right));
        var union = a.Union(b).Count();
        return union == 0 ? 0 : a.Intersect(b).Count() / (double)union;
    }

    private static HashSet<string> Tokens(string text) => [.. Token().Matches(text).Select(m => m.Value)];

    private static string Code(string text) => text.Trim();

    [GeneratedRegex(@"\w+|[^\w\s]")]
    private static partial Regex Token();
}
