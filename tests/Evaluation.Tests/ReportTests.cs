using Snapshooter.Xunit3;
using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Evaluation.Reports;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Evaluation.Tests;

public sealed class ReportTests
{
    private static readonly Experiment Languages = new(
        "Language", "Share of answers in the language.", "language", [Experiment.InWords, Experiment.ByMarkers])
    {
        Category = "lang",
    };

    [Fact]
    public void A_report_is_readable() => Snapshot.Match(ReportMarkdown.Write(Example()));

    [Fact]
    public void The_page_needs_nothing_else_and_shows_answers_as_text()
    {
        var page = ReportHtml.Write(Example());
        Assert.DoesNotContain("http", page.Replace("--url http://127.0.0.1", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.Contains("base, in words", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Chance_is_what_answers_to_other_wishes_keep()
    {
        // Half of the answers are in German whatever was wished.
        var report = Judge("model", (language, i) => i % 2 == 0 ? "German" : language).Report(null, "model");
        var german = report.Cells.Single(cell => cell.Cell == "German").Arms[1];
        var french = report.Cells.Single(cell => cell.Cell == "French").Arms[1];
        Assert.Equal((1, 0.5), (german.Kept.Value!.Value, french.Kept.Value!.Value));
        Assert.InRange(german.Chance!.Value, 0.3, 0.7);
        Assert.Equal(0, french.Chance);
        Assert.Equal((null, 0.5), (report.Cells[0].Majority, report.Cells[^1].Majority));
    }

    [Fact]
    public void More_answers_show_smaller_differences()
    {
        Assert.Equal(0.1, Power.Detectable(392), 3);
        Assert.Equal(0.2, Power.Detectable(98), 3);
        Assert.Equal(1, Power.Detectable(0));
    }

    [Fact]
    public async Task How_often_values_are_kept_is_written_into_the_taxonomy_and_leaves_the_models_hash()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["taxonomy.json"], MarkerTaxonomy.Default.ToJson());
        var hash = await EvalModel.HashAsync(folder[""], default);

        KeptValues.Write([folder[""]], [Example().Models[1]]);

        var kept = MarkerTaxonomy.Load(folder["taxonomy.json"])["lang"].Kept;
        Assert.Equal([("French", 0.9), ("German", 1)], kept.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal(hash, await EvalModel.HashAsync(folder[""], default));
    }

    private static EvalReport Example()
    {
        var (first, second) = (Judge("base", (_, i) => i < 3 ? "German" : "<script>"), Judge("tuned", (language, i) => i == 0 ? "German" : language));
        return new EvalReport("tm eval --model base tuned --url http://127.0.0.1", null, 2, "prompts.jsonl", 10, 1,
        [
            new ModelReport("base", "0123456789abcdef", [first.Report(null, "base")])
            {
                Answers = 40,
                Refused = 1,
                CutOff = 2,
                Lengths = new LengthReport(10, 40, 80, 160),
                Likelihood = new TextLikelihood(12_196, 2.79802),
                Functions = new FunctionCallReport(1, 1, 0, 0, "This model cannot call tools."),
            },
            new ModelReport("tuned", "fedcba9876543210", [second.Report(first, "base")])
            {
                Answers = 40,
                Lengths = new LengthReport(10, 30, 80, 200),
                Agreement = new Agreement("base", 10, 0.5, 0.925),
                Functions = new FunctionCallReport(Requests: 12, Refused: 1, Calls: 11, Invalid: 2, Refusal: null),
            },
        ]);
    }

    /// <summary>Twenty answers an arm, in two cells; an answer's text is the language that it is in.</summary>
    private static Judgement Judge(string model, Func<string, int, string> answer) => new(
        [
            .. from language in new[] { "German", "French" }
               from i in Enumerable.Range(0, 10)
               from arm in Languages.Arms
               where arm == Experiment.InWords || model != "base"
               let trial = new Trial(Languages, language, arm, $"{i}", EvalRequest.Of($"prompt {i}", 8), language, found => found.Text == language)
               select (trial, new EvalAnswer(answer(language, i), new Dictionary<string, string>(), "stop", 1, 1)),
        ],
        null);
}
