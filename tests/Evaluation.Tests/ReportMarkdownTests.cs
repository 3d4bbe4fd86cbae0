using Snapshooter.Xunit3;
using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Evaluation.Reports;

namespace TreasureMarkers.Evaluation.Tests;

public sealed class ReportMarkdownTests
{
    [Fact]
    public void A_report_is_readable()
    {
        var experiment = new Experiment("Language control", "Share of answers in the language. Higher is better.", "language", ["inferred", "fixed"]);
        var request = new EvalRequest([], 8);
        IEnumerable<(Trial, EvalAnswer)> trials =
            from cell in new[] { "German", "French" }
            from row in Enumerable.Range(0, 10)
            from arm in experiment.Arms
            let trial = new Trial(experiment, cell, arm, $"{cell} {row}", request, answer => answer.Text == "yes")
            select (trial, new EvalAnswer(arm == "fixed" && row > 0 ? "yes" : "no", new Dictionary<string, string>(), "stop", 1, 1));
        var calls = experiment with { Name = "Function calling", Arms = ["a call"], ComparesArms = false };
        var none = new ExperimentReport(calls, [KeyValuePair.Create<string, IReadOnlyList<Share>>("all", [new Share(0, null, null, null)])], []);
        var marked = new ModelReport("default", "0123456789abcdef", 40, 1, 2, [ExperimentReport.Of(experiment, [.. trials]), none])
        {
            Functions = new FunctionCallReport(Requests: 12, Refused: 1, Calls: 11, Invalid: 2, Refusal: null),
        };
        var other = new ModelReport("int4", "fedcba9876543210", 40, 0, 0, [], new Agreement("default", 40, 0.5, 0.925))
        {
            Functions = new FunctionCallReport(1, 1, 0, 0, "This model cannot call tools."),
            Lead = new Share(60, 0.35, 0.2, 0.5),
        };

        Snapshot.Match(ReportMarkdown.Write(new EvalReport("tm eval --model default", null, 2, "36 in data", 50, 1, [marked, other])));
    }
}
