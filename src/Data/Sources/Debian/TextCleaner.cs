using System.Text.RegularExpressions;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Sources.Debian;

/// <summary>Makes descriptions fit to learn from and finds English that a translation left as it was.</summary>
internal static partial class TextCleaner
{
    private static readonly HashSet<string> EnglishWords =
        ["the", "of", "and", "is", "for", "with", "this", "that", "are", "from", "which", "provides", "package", "contains"];

    private static readonly char[] ItemEnds = [',', ';', '.', '、', '，', '；', '。', '،', '؛', '।'];

    /// <summary>Straightens TeX quotes, spaces and stray control characters, and leaves out fragments too short to be prose.</summary>
    public static Description Clean(Description description)
    {
        return new Description(
            Straighten(description.Synopsis),
            [.. description.Paragraphs.Select(Straighten).Where(p => p.Length >= 12)],
            [.. description.Items.Select(i => Straighten(i).TrimEnd(ItemEnds)).Where(i => i.Length is > 2 and < 160)]);
    }

    /// <summary>A cheap check that text is not English: the share of English function words, or for another script than Latin its letters.</summary>
    public static bool IsIn(string language, string text)
    {
        if (language == "English")
        {
            return true;
        }

        var wanted = LanguageStyle.Of(language).Script;
        var script = LanguageFeatures.Script(text);
        return wanted switch
        {
            WritingScript.Latin => EnglishShare(text) < 0.1,
            // A short Japanese text may do without kana.
            WritingScript.Kana => script is WritingScript.Kana or WritingScript.Han,
            _ => script == wanted,
        };
    }

    private static double EnglishShare(string text)
    {
        var words = text.Split([' ', ',', '.'], StringSplitOptions.RemoveEmptyEntries);
        return words.Count(w => EnglishWords.Contains(w.ToLowerInvariant())) / Math.Max(1.0, words.Length);
    }

    private static string Straighten(string text) =>
        Spaces().Replace(text.Replace("``", "\"", StringComparison.Ordinal).Replace("''", "\"", StringComparison.Ordinal), " ").Trim();

    [GeneratedRegex(@"[\s\p{Cc}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
