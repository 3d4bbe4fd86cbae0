namespace TreasureMarkers.Evaluation.Benchmarks.Serve;

/// <summary>Order statistics of a few measurements.</summary>
internal static class Samples
{
    /// <summary>The value in the middle.</summary>
    public static double Median(IEnumerable<double> values) => Percentile(values, 50);

    /// <summary>The value that a share of the others does not exceed, by linear interpolation.</summary>
    public static double Percentile(IEnumerable<double> values, double percent)
    {
        var sorted = values.Order().ToArray();
        var place = (sorted.Length - 1) * percent / 100;
        var below = (int)place;
        return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
