using TreasureMarkers.Evaluation.Reports;

namespace TreasureMarkers.Evaluation.Tests;

public sealed class BootstrapTests
{
    [Fact]
    public void The_interval_is_as_wide_as_the_binomial_one()
    {
        Share share = Mean(Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 1 : 0));
        double half = 1.96 * Math.Sqrt(0.25 * 0.75 / 400);
        Assert.Equal(0.25, share.Value!.Value, 12);
        Assert.Equal(0.25 - half, share.Low!.Value, 0.008);
        Assert.Equal(0.25 + half, share.High!.Value, 0.008);
    }

    [Fact]
    public void Repeating_a_row_adds_no_certainty()
    {
        int[] values = [.. Enumerable.Range(0, 100).Select(i => i % 4 == 0 ? 1 : 0)];
        Share once = Mean(values);
        Share fourfold = Bootstrap.Mean([.. values.Select(value => Enumerable.Repeat(value, 4).ToArray())]);
        Assert.Equal(once with { N = 400 }, fourfold);
    }

    [Fact]
    public void Equal_values_leave_no_doubt_and_no_values_leave_no_share()
    {
        Assert.Equal(new Share(5, 1, 1, 1), Mean([1, 1, 1, 1, 1]));
        Assert.Equal(new Share(0, null, null, null), Mean([]));
    }

    private static Share Mean(IEnumerable<int> values) => Bootstrap.Mean([.. values.Select(value => new[] { value })]);
}
