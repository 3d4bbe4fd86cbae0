using TreasureMarkers.Data;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation.Experiments;

/// <summary>The paper's length protocol: a limit in words in the prompt against the same limit as a marker.</summary>
internal static class LengthControl
{
    private const int MaxTokens = 512;
    private const string LengthTokens = "length_tokens";
    private static readonly int[] Limits = [10, 20, 40, 80];
    private static readonly string[] Tasks = ["Explanation", "Summarization", "OpenEnded"];

    private static readonly Experiment Experiment = new(
        "Length control",
        "Share of answers with more words than the limit. Lower is better.",
        "limit",
        ["limit in words, in the prompt", "no limit", "length_tokens fixed", "length_tokens fixed and enforced"]);

    /// <summary>The same questions under each limit, stated in each way.</summary>
    /// <param name="rows">The held-out rows.</param>
    public static IEnumerable<Trial> Plan(EvalRows rows)
    {
        foreach (DataRow row in rows.Sample("length", IsOpenText))
        {
            var open = new EvalRequest(EvalRows.Prompt(row), MaxTokens);
            foreach (int limit in Limits)
            {
                EvalRequest marked = open with { Markers = new() { [LengthTokens] = $"{limit}" } };
                EvalRequest[] requests =
                    [open with { Messages = WithLimit(row, limit) }, open, marked, marked with { Enforce = [LengthTokens] }];
                foreach (var (arm, request) in Experiment.Arms.Zip(requests))
                {
                    yield return new Trial(
                        Experiment, $"{limit} words", arm, row.Id, request, answer => WordLimit.Count(answer.Text) > limit);
                }
            }
        }
    }

    private static bool IsOpenText(DataRow row) =>
        WordLimit.Supports(row.Markers.GetValueOrDefault(EvalRows.Lang))
        && !row.Markers.ContainsKey(EvalRows.Format)
        && Tasks.Contains(row.Markers.GetValueOrDefault(EvalRows.Task));

    private static List<PromptMessage> WithLimit(DataRow row, int limit)
    {
        List<PromptMessage> messages = [.. EvalRows.Prompt(row)];
        messages[^1] = messages[^1] with
        {
            Content = WordLimit.Write(messages[^1].Content, row.Markers[EvalRows.Lang], limit),
        };
        return messages;
    }
}
