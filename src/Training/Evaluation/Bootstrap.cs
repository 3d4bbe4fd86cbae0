namespace TreasureMarkers.Training.Evaluation;

/// <summary>
/// Percentile bootstrap (Efron 1979): the trials are drawn again with replacement, and the middle 95% of the resulting means is
/// the interval. The draws are seeded, so a report can be repeated to the digit.
/// </summary>
public static class Bootstrap
{
    private const int Resamples = 2_000;
    private const int Seed = 20250617;

    /// <summary>The mean of <paramref name="values"/> with its interval.</summary>
    /// <param name="values">1 or 0 for a share; -1, 0 or 1 for a difference of paired trials.</param>
    public static Share Mean(IReadOnlyList<int> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
        {
            return new Share(0, null, null, null);
        }

        var random = new Random(Seed);
        var means = new double[Resamples];
        for (int i = 0; i < Resamples; i++)
        {
            long sum = 0;
            for (int j = 0; j < values.Count; j++)
            {
                sum += values[random.Next(values.Count)];
            }

            means[i] = (double)sum / values.Count;
        }

        Array.Sort(means);
        return new Share(values.Count, values.Average(), means[(int)(0.025 * Resamples)], means[(int)(0.975 * Resamples)]);
    }
}
