namespace TreasureMarkers.Evaluation;

/// <summary>The table of one experiment.</summary>
/// <param name="Experiment">What it measures.</param>
/// <param name="Cells">The rows of the table, and after them <c>all</c>, each with one share an arm.</param>
/// <param name="Differences">Each later arm minus the first one, over the pairs of all cells; none where arms are not compared.</param>
internal sealed record ExperimentReport(
    Experiment Experiment,
    IReadOnlyList<KeyValuePair<string, IReadOnlyList<Share>>> Cells,
    IReadOnlyList<KeyValuePair<string, Share>> Differences)
{
    /// <summary>The name of the cell over all cells.</summary>
    public const string All = "all";

    /// <summary>Judges the answers of one experiment's trials.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="trials">Its trials, each with its answer.</param>
    public static ExperimentReport Of(Experiment experiment, IReadOnlyList<(Trial Trial, EvalAnswer Answer)> trials)
    {
        List<(string Cell, string Arm, string Row, int Value)> judged =
            [.. trials.Select(t => (t.Trial.Cell, t.Trial.Arm, t.Trial.RowId, t.Trial.Counts(t.Answer) ? 1 : 0))];
        IReadOnlyList<Share> Shares(Func<string, bool> cell) =>
        [
            .. experiment.Arms.Select(arm => MeanByRow(judged.Where(j => j.Arm == arm && cell(j.Cell)).Select(j => (j.Row, j.Value)))),
        ];

        var cells = judged.Select(j => j.Cell).Distinct()
            .Select(cell => KeyValuePair.Create(cell, Shares(other => other == cell))).ToList();
        cells.Add(KeyValuePair.Create(All, Shares(_ => true)));
        var first = judged.Where(j => j.Arm == experiment.Arms[0]).ToDictionary(j => (j.Cell, j.Row), j => j.Value);
        var differences = experiment.Arms.Skip(1).Where(_ => experiment.ComparesArms).Select(arm => KeyValuePair.Create(arm, MeanByRow(
            judged.Where(j => j.Arm == arm && first.ContainsKey((j.Cell, j.Row))).Select(j => (j.Row, j.Value - first[(j.Cell, j.Row)])))));
        return new ExperimentReport(experiment, cells, [.. differences]);
    }

    private static Share MeanByRow(IEnumerable<(string Row, int Value)> values) =>
        Bootstrap.MeanOfGroups([.. values.GroupBy(v => v.Row).Select(group => group.Select(v => v.Value).ToArray())]);
}
