namespace TreasureMarkers.Data.Statistics;

/// <summary>How many answers have how many tokens, in bins whose edges double, so that the long tail stays visible.</summary>
internal sealed class LengthHistogram
{
    /// <summary>The bins' upper edges in tokens; the last bin is open.</summary>
    public static IReadOnlyList<int> Edges { get; } = [5, 10, 20, 40, 80, 160, 300, 600, 1000, 2000];

    /// <summary>Rows per bin, one more than there are edges.</summary>
    public int[] Rows { get; } = new int[Edges.Count + 1];

    /// <summary>What a bin is called: its range in tokens.</summary>
    public static string NameOf(int bin) => bin == 0 ? $"< {Edges[0]}" : bin == Edges.Count ? $"≥ {Edges[^1]}" : $"{Edges[bin - 1]}–{Edges[bin] - 1}";

    /// <summary>Counts an answer.</summary>
    public void Add(int tokens) => Rows[Edges.TakeWhile(edge => tokens >= edge).Count()]++;
}
