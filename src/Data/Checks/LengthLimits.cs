using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Checks;

/// <summary>Finds a wish for a length in words, sentences, paragraphs, lines or characters: what no prompt may state, since the evaluation tests whether a model obeys lengths that it never saw in words.</summary>
internal static class LengthLimits
{
    private const string Digits = @"\p{Nd}{1,4}(?:[ –-]\p{Nd}{1,4})?";

    /// <summary>A word between the amount and the unit, such as "short".</summary>
    private const string Between = @"[\s-]+(?:[\p{L}\p{M}]+\s+)?";

    /// <summary>The languages without spaces between words.</summary>
    private static readonly HashSet<string> Dense = ["Japanese", "Korean", "Chinese"];

    private static readonly Dictionary<string, Regex> Limits = LengthWords.All.ToDictionary(w => w.Key, w => Pattern(Limit(w.Key, w.Value)));

    private static readonly Dictionary<string, Regex> Amounts = LengthWords.All.ToDictionary(w => w.Key, w => Pattern(Length(w.Key, w.Value)));

    /// <summary>The stated limit in any of the languages, or null. What only tells a length, such as "two words are missing", is none.</summary>
    public static string? Find(string prompt)
    {
        return Limits.Values.Select(limit => limit.Match(prompt)).FirstOrDefault(m => m.Success)?.Value;
    }

    /// <summary>The limit that is stated in one language, or null.</summary>
    internal static string? Find(string language, string prompt) => Limits[language].Match(prompt) is { Success: true } match ? match.Value : null;

    /// <summary>Whether a phrase of an instruction says a number of words or the like at all, as a limit or not.</summary>
    /// <param name="language">The phrase's language, as the taxonomy names it.</param>
    /// <param name="phrase">The phrase.</param>
    public static bool Mentions(string language, string phrase) => Amounts[language].IsMatch(phrase) || Find(phrase) is not null;

    private static string Length(string language, LengthWords words) => Dense.Contains(language)
        ? $@"(?:{words.Amounts}|{Digits})\s*(?:{words.Units})"
        : $@"(?<!\w)(?:{words.Amounts}|{Digits}){Between}(?:{words.Units})(?!\w)";

    private static string Limit(string language, LengthWords words)
    {
        var length = Length(language, words);
        string[] patterns = Dense.Contains(language)
            ? [$@"{length}\s*(?:{words.After})", .. words.Before.Length > 0 ? [$@"(?:{words.Before})\s*{length}"] : Array.Empty<string>()]
            : [
                // A Hebrew preposition is written with its word.
                language == "Hebrew" ? $@"(?<!\w)(?:{words.Before})\s*{length.Replace(@"(?<!\w)", "", StringComparison.Ordinal)}" : $@"(?<!\w)(?:{words.Before})\s+{length}",
                $@"{length}\s+(?:{words.After})(?!\w)",
                .. words.Whole is { } whole ? [$@"(?<!\w)(?:{whole})(?!\w)"] : Array.Empty<string>(),
            ];
        return string.Join('|', patterns);
    }

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Compiled);
}
