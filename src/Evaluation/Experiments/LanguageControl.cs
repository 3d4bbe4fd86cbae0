using TreasureMarkers.Data;

namespace TreasureMarkers.Evaluation.Experiments;

/// <summary>Asks in one language for an answer in another.</summary>
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
