using TreasureMarkers.Evaluation.Protocols;

namespace TreasureMarkers.Evaluation.Reports;

/// <summary>What the planned answers can show, said before they are asked for.</summary>
internal static class Power
{
    // What the paper reports of most levers is more than this.
    private const double Wanted = 0.1;

    /// <summary>
    /// The smallest difference of two arms that <paramref name="answers"/> answers each would show (two-sided 5%) in 80% of repetitions,
    /// where about half of them keep their wish, which is the worst case; 0 to 1.
    /// </summary>
    public static double Detectable(int answers) => Math.Min(1, 2.8 * Math.Sqrt(0.5 / Math.Max(1, answers)));

    /// <summary>The plan: for each experiment how many answers a model is asked for, and what they can show.</summary>
    public static string Describe(IReadOnlyList<IReadOnlyList<Trial>> plan)
    {
        var lines = plan.Select(trials =>
        {
            var requests = trials.Select(trial => trial.Request).DistinctBy(request => request.Key("")).ToList();
            var (all, cell) = (Largest(trials.GroupBy(trial => trial.Arm)), Largest(trials.GroupBy(trial => trial.Arm + "\n" + trial.Cell)));
            return $"  {trials[0].Experiment.Name}: {requests.Count} answers of at most {requests.Sum(request => request.MaxTokens):#,0} tokens; "
                + $"shows differences of {100 * Detectable(all):0} points in all, {100 * Detectable(cell):0} in a cell"
                + (Detectable(all) > Wanted ? ": too few for 10 points" : "");
        });
        return $"Planned, for each model:\n{string.Join('\n', lines)}";
    }

    private static int Largest(IEnumerable<IGrouping<string, Trial>> groups) => groups.Max(group => group.Count());
}
