namespace TreasureMarkers.Evaluation;

/// <summary>
/// Percentile bootstrap (Efron 1979): the trials are drawn again with replacement, and the middle 95% of the resulting means is
/// the interval. The draws are seeded, so a report can be repeated to the digit.
/// </summary>
internal static class Bootstrap
{
    private const int Resamples = 2_000;
    private const int Seed = 20250617;

    /// <summary>The mean of <paramref name="values"/> with its interval, each value drawn on its own.</summary>
    /// <param name="values">1 or 0 for a share; -1, 0 or 1 for a difference of paired trials.</param>
    public static Share Mean(IReadOnlyList<int> values)
    {
        return MeanOfGroups([.. values.Select(value => new[] { value })]);
    }

    /// <summary>
    /// The mean over all values of all groups, with its interval; a group is drawn as a whole. Trials that were made from one
    /// row are no independent evidence, so they belong in one group.
    /// </summary>
    /// <param name="groups">The values, as in <see cref="Mean"/>; no group is empty.</param>
    public static Share MeanOfGroups(IReadOnlyList<int[]> groups)
    {
        if (groups.Count == 0)
        {
            return new Share(0, null, null, null);
        }

        var random = new Random(Seed);
        var means = new double[Resamples];
        for (int i = 0; i < Resamples; i++)
        {
            long sum = 0, count = 0;
            for (int j = 0; j < groups.Count; j++)
            {
                int[] group = groups[random.Next(groups.Count)];
                sum += group.Sum();
                count += group.Length;
            }

            means[i] = (double)sum / count;
        }

        Array.Sort(means);
        int n = groups.Sum(group => group.Length);
        double mean = (double)groups.Sum(group => group.Sum()) / n;
        return new Share(n, mean, means[(int)(0.025 * Resamples)], means[(int)(0.975 * Resamples)]);
    }
}
