using System.Text.RegularExpressions;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// Tells a formal text from an informal one by what linguists count (Biber 1988's involved against informational production):
/// contractions, first and second persons, exclamations and discourse particles. It has no
/// list of the words by which rows are rewritten, and is judged on texts by people in tests.
/// </summary>
internal static partial class StyleJudge
{
    /// <summary>The taxonomy's values that are told apart.</summary>
    public const string Formal = "Formal", Informal = "Informal";

    // Signs in a hundred words.
    private const double InformalFrom = 3;

    /// <summary>The tone; null for a text without words.</summary>
    public static string? Judge(string text)
    {
        var words = Words().Count(text);
        return words == 0 ? null : 100.0 * Involved().Count(text) / words >= InformalFrom ? Informal : Formal;
    }

    [GeneratedRegex(@"[\p{L}]+(?:['’][\p{L}]+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(
        @"\b[\p{L}]+n['’]t\b|\b(?:it|that|there|what|who|he|she|let|here|i|you|we|they)['’](?:s|m|re|ve|ll|d)\b|!|\b(?:i|you|your|we|our|us|me|my)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Involved();
}
