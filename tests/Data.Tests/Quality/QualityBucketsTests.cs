using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Data.Quality;

namespace TreasureMarkers.Data.Tests.Quality;

public class QualityBucketsTests
{
    [Fact]
    public void A_hundred_different_scores_are_parted_into_even_quarters()
    {
        var table = QualityBuckets.Fit(Enumerable.Range(1, 100).Select(i => ("German", i / 100.0)))["German"];
        Assert.Equal((0.76, 0.51, 0.26), (table.LowestOf1, table.LowestOf2, table.LowestOf3));
        Assert.Equal([0.99, 0.74, 0.49, 0.24], table.Percentile95);
        Assert.Equal([1, 2, 3, 4], ((double[])[0.76, 0.75, 0.5, 0.25]).Select(table.BucketOf));
    }

    [Fact]
    public void Languages_have_their_own_quarters()
    {
        var table = QualityBuckets.Fit([("German", 0.9), ("German", 0.8), ("Hindi", 0.5), ("Hindi", 0.4)]);
        Assert.Equal(["German", "Hindi"], table.Keys);
        Assert.True(table["German"].BucketOf(0.8) > table["Hindi"].BucketOf(0.8));
    }

    [Fact]
    public void The_order_of_the_rows_does_not_matter_and_better_scores_are_never_in_worse_buckets() =>
        Prop.ForAll(ArbMap.Default.GeneratorFor<byte>().Select(b => b % 101 / 100.0).NonEmptyListOf().ToArbitrary(), scores =>
        {
            var table = QualityBuckets.Fit(scores.Select(s => ("Greek", s)))["Greek"];
            var reversed = QualityBuckets.Fit(scores.AsEnumerable().Reverse().Select(s => ("Greek", s)))["Greek"];
            var buckets = scores.Order().Select(table.BucketOf).ToList();
            return scores.All(s => table.BucketOf(s) == reversed.BucketOf(s)) && buckets.SequenceEqual(buckets.OrderDescending())
                && table.Percentile95.Zip(table.Percentile95.Skip(1)).All(p => p.First >= p.Second);
        }).QuickCheckThrowOnFailure();
}
