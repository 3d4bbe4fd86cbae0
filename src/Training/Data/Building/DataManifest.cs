namespace TreasureMarkers.Training.Data.Building;

/// <summary>What a data folder holds and what it was made from.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Sources">What each source read.</param>
/// <param name="Warnings">What is missing, and why.</param>
/// <param name="Rows">Rows per split.</param>
/// <param name="Markers">Training rows per value of each categorical marker that the builder sets; <c>format/none</c> is plain text.</param>
/// <param name="LanguageByTask">Training rows per language and task, as <c>German/Translation</c>.</param>
/// <param name="TextBytes">UTF-8 bytes of running text per language.</param>
public sealed record DataManifest(
    string Profile,
    string Seed,
    IReadOnlyDictionary<string, string> Sources,
    IReadOnlyList<string> Warnings,
    IReadOnlyDictionary<string, int> Rows,
    IReadOnlyDictionary<string, int> Markers,
    IReadOnlyDictionary<string, int> LanguageByTask,
    IReadOnlyDictionary<string, long> TextBytes)
{
    private static readonly string[] Counted = ["lang", "task", "format", "domain", "source", "length_bucket"];

    /// <summary>Counts what is about to be written.</summary>
    public static DataManifest Of(
        BuildOptions options,
        IReadOnlyDictionary<string, string> sources,
        IReadOnlyList<string> warnings,
        IReadOnlyList<DataRow> rows,
        IReadOnlyList<PretrainRow> texts)
    {
        ArgumentNullException.ThrowIfNull(options);
        DataRow[] train = [.. rows.Where(r => r.Split == DataSplit.Train)];
        return new DataManifest(
            options.Profile,
            options.Seed,
            sources,
            warnings,
            Count(rows, r => [r.Split]),
            Count(train, r => Counted.Select(c => $"{c}/{r.Markers.GetValueOrDefault(c, "none")}")),
            Count(train, r => [$"{r.Markers["lang"]}/{r.Markers["task"]}"]),
            new SortedDictionary<string, long>(
                texts.GroupBy(t => t.Lang).ToDictionary(g => g.Key, g => g.Sum(t => (long)System.Text.Encoding.UTF8.GetByteCount(t.Text))), StringComparer.Ordinal));
    }

    private static SortedDictionary<string, int> Count(IEnumerable<DataRow> rows, Func<DataRow, IEnumerable<string>> keys) =>
        new(rows.SelectMany(keys).CountBy(k => k).ToDictionary(), StringComparer.Ordinal);
}
