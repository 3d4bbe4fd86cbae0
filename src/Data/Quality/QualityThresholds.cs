namespace TreasureMarkers.Data.Quality;

/// <summary>Where one language's quality buckets begin, and the score that stands for each.</summary>
/// <param name="LowestOf1">The lowest score of bucket 1, the best quarter.</param>
/// <param name="LowestOf2">The lowest score of bucket 2.</param>
/// <param name="LowestOf3">The lowest score of bucket 3; what is lower is in bucket 4.</param>
/// <param name="Percentile95">Each bucket's 95th percentile, bucket 1 first: what the marker <c>quality</c> is fixed at when the bucket is asked for.</param>
internal sealed record QualityThresholds(double LowestOf1, double LowestOf2, double LowestOf3, IReadOnlyList<double> Percentile95)
{
    /// <summary>The bucket of a score: 1 is the best quarter, 4 the worst. Equal scores are always in one bucket.</summary>
    public int BucketOf(double score) => score >= LowestOf1 ? 1 : score >= LowestOf2 ? 2 : score >= LowestOf3 ? 3 : 4;

    /// <summary>The markers <c>quality</c> and <c>quality_bucket</c> of a score.</summary>
    public IEnumerable<KeyValuePair<string, string>> Markers(double score) =>
        [new("quality", score.ToString("0.##")), new("quality_bucket", $"{BucketOf(score)}")];
}
