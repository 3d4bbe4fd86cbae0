namespace TreasureMarkers.Data.Quality;

/// <summary>
/// The quartiles of quality within each language. Collects scores as counts of hundredths, a few hundred bytes per language
/// whatever the number of rows, and is independent of their order.
/// </summary>
internal sealed class QualityBuckets
{
    private const int Steps = 101;
    private readonly SortedDictionary<string, int[]> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts a training row's score.</summary>
    /// <param name="language">The answer's language.</param>
    /// <param name="score">Between 0 and 1, in hundredths.</param>
    public void Add(string language, double score)
    {
        if (!_counts.TryGetValue(language, out var counts))
        {
            _counts[language] = counts = new int[Steps];
        }

        counts[Hundredths(score)]++;
    }

    /// <summary>
    /// The table per language, for the manifest. Each bound is the score whose share of rows above it is nearest to a
    /// quarter, a half, three quarters: rows of one score are never parted, so quarters are as even as the scores allow.
    /// </summary>
    public IReadOnlyDictionary<string, QualityThresholds> Fit() =>
        new SortedDictionary<string, QualityThresholds>(_counts.ToDictionary(c => c.Key, c => Thresholds(c.Value)), StringComparer.Ordinal);

    /// <summary>Buckets the scores of training rows: counts all, then fits.</summary>
    public static IReadOnlyDictionary<string, QualityThresholds> Fit(IEnumerable<(string Language, double Score)> scores)
    {
        var buckets = new QualityBuckets();
        foreach (var (language, score) in scores)
        {
            buckets.Add(language, score);
        }

        return buckets.Fit();
    }

    private static int Hundredths(double score) => (int)Math.Round(Math.Clamp(score, 0, 1) * (Steps - 1));

    private static QualityThresholds Thresholds(int[] counts)
    {
        int[] bounds = [Bound(counts, 0.25), Bound(counts, 0.5), Bound(counts, 0.75)];
        int[] edges = [Steps, .. bounds, 0];
        return new QualityThresholds(
            Score(bounds[0]), Score(bounds[1]), Score(bounds[2]),
            [.. Enumerable.Range(0, 4).Select(b => Score(Percentile95(counts, edges[b + 1], edges[b])))]);
    }

    private static double Score(int hundredths) => Math.Round(hundredths / 100.0, 2);

    /// <summary>The lowest score such that the share of rows at or above it is nearest to the wanted one.</summary>
    private static int Bound(int[] counts, double share)
    {
        var (total, above, best, distance) = (counts.Sum(), 0, Steps - 1, double.MaxValue);
        for (var score = Steps - 1; score >= 0; score--)
        {
            above += counts[score];
            var off = Math.Abs(above - (share * total));
            if (counts[score] > 0 && off < distance)
            {
                (best, distance) = (score, off);
            }
        }

        return best;
    }

    /// <summary>The highest score that at most a twentieth of the bucket's rows exceed; the upper end of an empty bucket.</summary>
    private static int Percentile95(int[] counts, int lowest, int end)
    {
        var total = 0;
        for (var score = lowest; score < end; score++)
        {
            total += counts[score];
        }

        var (seen, at) = (0, lowest);
        while (at < end - 1 && (seen += counts[at]) < 0.95 * total)
        {
            at++;
        }

        return at;
    }
}
