using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.CodeFix;

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
