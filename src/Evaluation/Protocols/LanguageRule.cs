using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// The paper's line-level rule (arXiv 2506.14702): an answer passes only if every line is in the wanted language; punctuation is
/// stripped first and lines under five tokens are skipped. An answer that has no longer line is judged as one line.
/// </summary>
internal static class LanguageRule
{
    /// <summary>The taxonomy's name of English.</summary>
    public const string English = "English";

    private const int MinTokens = 5;
    private const double MinProbability = 0.3;

    /// <summary>Whether an answer is in a language.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="language">The language, as the taxonomy names it.</param>
    public static bool Passes(string text, string language)
    {
        string[] lines = [.. text.Split('\n').Select(Words).Where(line => LengthMeasure.Tokens(line) >= MinTokens)];
        if (lines.Length == 0)
        {
            lines = [Words(text)];
        }

        return lines.All(line => !string.IsNullOrWhiteSpace(line) && IsIn(line, language));
    }

    /// <summary>Whether a text is, on the whole, in a language.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language">The language, as the taxonomy names it.</param>
    public static bool IsIn(string text, string language)
    {
        var guess = LanguageIdentifier.Default.Identify(text);
        return guess.Language == language && guess.Probability > MinProbability;
    }

    private static string Words(string line) =>
        string.Concat(line.Select(c => char.IsPunctuation(c) || char.IsSymbol(c) ? ' ' : c)).Trim();
}
