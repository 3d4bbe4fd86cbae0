using TreasureMarkers.Data.Building;

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
    /// <param name="ct">Stops the counting.</param>
    /// <exception cref="DataFormatException">A file is missing or damaged.</exception>
    public static async Task<DataStatistics> OfAsync(string folder, CancellationToken ct)
    {
        var statistics = new DataStatistics();
        await foreach (var row in DataFolder.ReadRowsAsync(folder, null, ct))
        {
            statistics.Add(row);
        }

        await foreach (var text in DataFolder.ReadPretrainAsync(folder, null, ct))
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
