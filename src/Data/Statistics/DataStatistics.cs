
namespace TreasureMarkers.Data.Statistics;

/// <summary>What a data folder holds, counted from its rows.</summary>
internal sealed class DataStatistics
{
    private readonly RowCounter _counter = new();
    private readonly Dictionary<(string Package, string Version, string Licence), int> _packages = [];

    /// <summary>Rows per split.</summary>
    public IReadOnlyDictionary<string, int> Splits => _counter.Splits;

    /// <summary>Rows in all.</summary>
    public int Rows => _counter.Splits.Values.Sum();

    /// <summary>Rows per value of each categorical marker, as <c>format/JSON</c>.</summary>
    public IReadOnlyDictionary<string, ValueCount> Values => _counter.Values;

    /// <summary>Rows per language and task, as <c>German/Translation</c>.</summary>
    public IReadOnlyDictionary<string, ValueCount> LanguageByTask => _counter.LanguageByTask;

    /// <summary>Answers by length.</summary>
    public LengthHistogram Lengths { get; } = new();

    /// <summary>Rows and texts by licence, the commonest first, each with how many packages have it.</summary>
    public IReadOnlyList<LicenceCount> Licences => [.. _packages.GroupBy(p => p.Key.Licence)
        .Select(g => new LicenceCount(g.Key, g.Select(p => p.Key.Package).Distinct().Count(), g.Sum(p => p.Value)))
        .OrderByDescending(l => l.Items).ThenBy(l => l.Licence, StringComparer.Ordinal)];

    /// <summary>UTF-8 bytes of running text per language.</summary>
    public SortedDictionary<string, long> TextBytes { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts a folder.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    /// <exception cref="DataFormatException">A file is missing or damaged.</exception>
    public static async Task<DataStatistics> OfAsync(string folder, CancellationToken cancellationToken)
    {
        var statistics = new DataStatistics();
        await foreach (var row in DataFolder.ReadRowsAsync(folder, null, cancellationToken))
        {
            statistics.Add(row);
        }

        await foreach (var text in DataFolder.ReadPretrainAsync(folder, null, cancellationToken))
        {
            statistics.Add(text);
        }

        return statistics;
    }

    /// <summary>Counts a row.</summary>
    public void Add(DataRow row)
    {
        _counter.Add(row);
        Count(row.Provenance);
        if (row.Markers.TryGetValue("length_tokens", out var tokens))
        {
            Lengths.Add(int.Parse(tokens));
        }
    }

    private void Add(PretrainRow text)
    {
        Count(text.Provenance);
        TextBytes[text.Lang] = TextBytes.GetValueOrDefault(text.Lang) + System.Text.Encoding.UTF8.GetByteCount(text.Text);
    }

    private void Count(Provenance origin)
    {
        var key = (origin.Package, origin.Version, origin.Licence);
        _packages[key] = _packages.GetValueOrDefault(key) + 1;
    }
}

/// <summary>How many answers have how many tokens, in bins whose edges double, so that the long tail stays visible.</summary>
internal sealed class LengthHistogram
{
    /// <summary>The bins' upper edges in tokens; the last bin is open.</summary>
    public static IReadOnlyList<int> Edges { get; } = [5, 10, 20, 40, 80, 160, 300, 600, 1000, 2000];

    /// <summary>Rows per bin, one more than there are edges.</summary>
    public int[] Rows { get; } = new int[Edges.Count + 1];

    /// <summary>What a bin is called: its range in tokens.</summary>
    public static string NameOf(int bin) =>
        bin == 0 ? $"< {Edges[0]}" : bin == Edges.Count ? $"≥ {Edges[^1]}" : $"{Edges[bin - 1]}–{Edges[bin] - 1}";

    /// <summary>Counts an answer.</summary>
    public void Add(int tokens) => Rows[Edges.TakeWhile(edge => tokens >= edge).Count()]++;
}

/// <summary>How much of a data folder has a licence.</summary>
/// <param name="Licence">The licence, as provenance names it.</param>
/// <param name="Packages">Different packages.</param>
/// <param name="Items">Rows and running texts.</param>
internal sealed record LicenceCount(string Licence, int Packages, int Items);
