using TreasureMarkers.Evaluation.Protocols;

namespace TreasureMarkers.Evaluation.Tests;

public sealed class EvalRowsTests
{
    [Fact]
    public void A_sample_is_the_same_whatever_the_order_of_the_file()
    {
        var forward = new EvalRows(HeldOutRows.All, 7, 1).Sample("a", _ => true);
        var backward = new EvalRows([.. HeldOutRows.All.Reverse()], 7, 1).Sample("a", _ => true);
        Assert.Equal(forward.Select(r => r.Id), backward.Select(r => r.Id));
        Assert.NotEqual(forward.Select(r => r.Id), new EvalRows(HeldOutRows.All, 7, 2).Sample("a", _ => true).Select(r => r.Id));
    }

    [Fact]
    public void A_sample_takes_the_languages_in_turn()
    {
        var sample = new EvalRows(HeldOutRows.All, 8, 1).Sample("a", _ => true);
        Assert.Equal(4, sample.Count(r => r.Markers["lang"] == "German"));
    }

    [Fact]
    public void Every_experiment_has_each_question_in_each_arm()
    {
        var trials = Evaluator.Plan(new EvalRows(HeldOutRows.All, 3, 1), []);
        Assert.Equal(6, trials.Select(t => t.Experiment.Name).Distinct().Count());
        foreach (var group in trials.GroupBy(t => (t.Experiment, t.Cell, t.RowId)))
        {
            Assert.Equal(group.Key.Experiment.Arms, group.Select(t => t.Arm));
        }
    }

    [Fact]
    public void A_language_is_asked_for_in_another_language()
    {
        var trials = Evaluator.Plan(new EvalRows(HeldOutRows.All, 3, 1), []).Where(t => t.Experiment.Name == "Language control").ToList();
        Assert.Equal(["English", "German"], trials.Select(t => t.Cell).Distinct().Order());
        Assert.All(trials, t => Assert.False(t.RowId.StartsWith(t.Cell, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_limit_is_in_the_prompt_or_in_the_marker_and_never_in_both()
    {
        var trials = Evaluator.Plan(new EvalRows(HeldOutRows.All, 3, 1), []).Where(t => t.Experiment.Name == "Length control" && t.Cell == "20 words");
        foreach (Trial trial in trials)
        {
            bool inWords = trial.Request.Messages[^1].Content.Contains("20", StringComparison.Ordinal);
            Assert.Equal(trial.Arm == trial.Experiment.Arms[0], inWords);
            Assert.Equal(trial.Arm.StartsWith("length_tokens", StringComparison.Ordinal), trial.Request.Markers?["length_tokens"] == "20");
        }
    }
}
