using System.Text.RegularExpressions;

namespace TreasureMarkers.Training.Data.Sources.Debian;

/// <summary>Makes descriptions fit to learn from and finds English that a translation left as it was.</summary>
public static partial class TextCleaner
{
    private static readonly HashSet<string> EnglishWords =
        ["the", "of", "and", "is", "for", "with", "this", "that", "are", "from", "which", "provides", "package", "contains"];

    /// <summary>Straightens TeX quotes, spaces and stray control characters, and leaves out fragments too short to be prose.</summary>
    public static Description Clean(Description description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return new Description(
            Straighten(description.Synopsis),
            [.. description.Paragraphs.Select(Straighten).Where(p => p.Length >= 12)],
            [.. description.Items.Select(i => Straighten(i).TrimEnd(',', ';', '.')).Where(i => i.Length is > 2 and < 160)]);
    }

    /// <summary>A cheap check that text is not English: the share of English function words, and of the expected script's letters.</summary>
    public static bool IsIn(string language, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return language switch
        {
            "English" => true,
            "Russian" or "Ukrainian" => Share(text, c => c is >= '\u0400' and <= '\u04FF') > 0.3,
            "Korean" => Share(text, c => c is >= '\uAC00' and <= '\uD7A3') > 0.25,
            "Japanese" => Share(text, c => c is >= '\u3040' and <= '\u9FFF') > 0.25,
            _ => EnglishShare(text) < 0.1,
        };
    }

    private static double Share(string text, Func<char, bool> wanted) =>
        text.Count(wanted) / Math.Max(1.0, text.Count(char.IsLetter));

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
