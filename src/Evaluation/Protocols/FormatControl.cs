using TreasureMarkers.Data;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// Format control, which the paper measures by its win rates alone: asks questions whose own answer is plain text for an answer in a
/// format.
/// </summary>
internal static class FormatControl
{
    private const int MaxTokens = 512;
    private static readonly string[] Formats = ["JSON", "Enumeration", "Tabular", "XML"];
    private static readonly string[] Tasks = ["InformationExtraction", "QuestionAnswering", "Explanation", "OpenEnded"];

    private static readonly Experiment Experiment = new(
        "Format control",
        "Share of answers that parse as the format; the question does not ask for one. Higher is better.",
        "format",
        ["format inferred", "format fixed"]);

    /// <summary>The same questions with each format of the held-out rows fixed and left to the model.</summary>
    /// <param name="rows">The held-out rows.</param>
    public static IEnumerable<Trial> Plan(EvalRows rows)
    {
        string[] formats = [.. Formats.Intersect(rows.Values(EvalRows.Format))];
        foreach (DataRow row in rows.Sample("format", IsPlain))
        {
            var open = new EvalRequest(EvalRows.Prompt(row), MaxTokens);
            foreach (string format in formats)
            {
                var fixedFormat = open with { Markers = new() { [EvalRows.Format] = format } };
                bool Matches(EvalAnswer answer) => FormatDetector.Detect(answer.Text) == format;
                yield return new Trial(Experiment, format, Experiment.Arms[0], row.Id, open, Matches);
                yield return new Trial(Experiment, format, Experiment.Arms[1], row.Id, fixedFormat, Matches);
            }
        }
    }

    private static bool IsPlain(DataRow row) =>
        !row.Markers.ContainsKey(EvalRows.Format) && Tasks.Contains(row.Markers.GetValueOrDefault(EvalRows.Task));
}
