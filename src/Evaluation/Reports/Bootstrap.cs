namespace TreasureMarkers.Evaluation.Reports;

/// <summary>A share of trials, or a difference of two shares, with its 95% bootstrap interval.</summary>
/// <param name="N">Trials, or pairs of trials.</param>
/// <param name="Value">The share (0 to 1) or the difference (-1 to 1); null if there are no trials.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
internal sealed record Share(int N, double? Value, double? Low, double? High);

/// <summary>
/// Percentile bootstrap (Efron 1979): the trials are drawn again with replacement, and the middle 95% of the resulting means is
/// the interval. The draws are seeded, so a report can be repeated to the digit.
/// </summary>
internal static class Bootstrap
{
    private const int Resamples = 2_000;
    private const int Seed = 20250617;

    /// <summary>
    /// The mean over all values of all groups, with its interval; a group is drawn as a whole. Trials that were made from one
    /// row are no independent evidence, so they belong in one group.
    /// </summary>
    /// <param name="groups">The values: 1 or 0 for a share; -1, 0 or 1 for a difference of paired trials. No group is empty.</param>
    public static Share Mean(IReadOnlyList<int[]> groups)
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

/// <summary>Percentiles of a sample.</summary>
internal static class Percentile
{
    /// <summary>The value that a share of the others does not exceed, by linear interpolation.</summary>
    /// <param name="values">At least one value.</param>
    /// <param name="percent">The share, 0 to 100; 50 is the median.</param>
    public static double Of(IEnumerable<double> values, double percent)
    {
        double[] sorted = [.. values.Order()];
        var place = (sorted.Length - 1) * percent / 100;
        var below = (int)place;
        return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
