using TreasureMarkers.Data.Building;

namespace TreasureMarkers.Data.Tests.Building;

public class SplitAssignmentTests
{
    private readonly SplitAssignment _splits = new(new SplitRule("1"), "1");

    [Fact]
    public void A_rare_value_gets_evaluation_rows_from_whole_groups()
    {
        var rows = Rows(4000, "common", null).Concat(Rows(120, "rare", null)).ToArray();
        _splits.Assign(rows);
        Assert.True(Held(rows, "rare") >= SplitAssignment.WantedRows);
        Assert.InRange(Held(rows, "common"), 100, 250);
    }

    [Fact]
    public void At_most_two_fifths_of_a_value_are_held_out()
    {
        var rows = Rows(20, "tiny", null).ToArray();
        _splits.Assign(rows);
        Assert.InRange(Held(rows, "tiny"), 1, 8);
    }

    [Fact]
    public void What_a_source_fixed_stays()
    {
        var rows = Rows(30, "train", DataSplit.Train).Concat(Rows(30, "eval", DataSplit.Eval)).ToArray();
        _splits.Assign(rows);
        Assert.All(rows, r => Assert.Equal(r.Fixed, _splits.Of(r.Group)));
    }

    private int Held(IEnumerable<(string Group, string? Fixed, IReadOnlyList<string> Keys)> rows, string key) =>
        rows.Count(r => r.Keys[0] == key && _splits.Of(r.Group) == DataSplit.Eval);

    private static IEnumerable<(string Group, string? Fixed, IReadOnlyList<string> Keys)> Rows(int count, string key, string? split) =>
        Enumerable.Range(0, count).Select(i => ($"{key}-{i}", split, (IReadOnlyList<string>)[key]));
}
