using TreasureMarkers.Data;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>The paper's line-level language pass rate: asks in one language for an answer in another.</summary>
internal static class LanguageControl
{
    private const int MaxTokens = 256;
    private static readonly string[] Tasks = ["Explanation", "Summarization", "OpenEnded"];

    private static readonly Experiment Experiment = new(
        "Language control",
        "Share of answers whose every line is in the language; the question is in another one. Higher is better.",
        "language",
        ["lang inferred", "lang fixed"]);

    /// <summary>For each language of the held-out rows, the same foreign questions with the language fixed and left to the model.</summary>
    /// <param name="rows">The held-out rows.</param>
    public static IEnumerable<Trial> Plan(EvalRows rows)
    {
        foreach (string language in rows.Values(EvalRows.Lang))
        {
            foreach (DataRow row in rows.Sample($"language {language}", row => IsForeign(row, language)))
            {
                var open = new EvalRequest(EvalRows.Prompt(row), MaxTokens);
                var fixedLanguage = open with { Markers = new() { [EvalRows.Lang] = language } };
                bool Passes(EvalAnswer answer) => LanguageRule.Passes(answer.Text, language);
                yield return new Trial(Experiment, language, Experiment.Arms[0], row.Id, open, Passes);
                yield return new Trial(Experiment, language, Experiment.Arms[1], row.Id, fixedLanguage, Passes);
            }
        }
    }

    private static bool IsForeign(DataRow row, string language) =>
        row.Markers.GetValueOrDefault(EvalRows.Lang) is { } own
        && own != language
        && !row.Markers.ContainsKey(EvalRows.Format)
        && Tasks.Contains(row.Markers.GetValueOrDefault(EvalRows.Task))
        && !LanguageRule.IsIn(EvalRows.Prompt(row)[^1].Content, language);
}

/// <summary>
/// The paper's line-level rule (arXiv 2506.14702): an answer passes only if every line is in the wanted language; punctuation is
/// stripped first and lines under five tokens are skipped. An answer that has no longer line is judged as one line.
/// </summary>
internal static class LanguageRule
{
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
