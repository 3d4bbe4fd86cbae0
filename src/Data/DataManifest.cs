using TreasureMarkers.Markers;

namespace TreasureMarkers.Data;

/// <summary>What a data folder holds and what it was made from: packages (<c>tm data build</c>), or a user's files (<c>tm data import</c>).</summary>
/// <param name="Profile">The build profile, such as <c>tiny</c>; <c>import</c> for a user's files, <c>distill</c> for a base's answers.</param>
/// <param name="Seed">The seed of every random choice.</param>
/// <param name="Sources">
/// What each source read, such as packages and versions, by the source's name; of an import, each file's rows, shape and hash, by its name.
/// </param>
/// <param name="Warnings">What is missing, and why.</param>
/// <param name="Rows">Rows per split.</param>
/// <param name="Values">
/// Rows per value of each categorical marker, as <c>format/JSON</c>; <c>format/none</c> counts rows without it.
/// </param>
/// <param name="LanguageByTask">Rows per language and task, as <c>German/Translation</c>.</param>
/// <param name="TextBytes">UTF-8 bytes of running text per language.</param>
/// <param name="Quality">
/// The quality quartiles of each language's rows (a build's training rows); a language without measured rows has none, and so has an
/// import without markers.
/// </param>
/// <param name="Duplicates">How much was left out because it was there already.</param>
/// <param name="Share">How much of the build this folder holds: 1 for all of it, less for a sample.</param>
internal sealed record DataManifest(
    string Profile,
    string Seed,
    IReadOnlyDictionary<string, string> Sources,
    IReadOnlyList<string> Warnings,
    IReadOnlyDictionary<string, int> Rows,
    IReadOnlyDictionary<string, ValueCount> Values,
    IReadOnlyDictionary<string, ValueCount> LanguageByTask,
    IReadOnlyDictionary<string, long> TextBytes,
    IReadOnlyDictionary<string, QualityThresholds> Quality,
    DuplicateCounts Duplicates,
    double Share = 1)
{
    /// <summary>What an import read and left out, that of a base's answers too; null for a build.</summary>
    public ImportCounts? Import { get; init; }

    /// <summary>Says in one line what a folder with this manifest holds.</summary>
    /// <param name="folder">The folder, as the user named it.</param>
    public string Describe(string folder) =>
        $"{folder}: {Rows.GetValueOrDefault(DataSplit.Train)} training rows, {Rows.GetValueOrDefault(DataSplit.Eval)} evaluation rows, "
        + $"{TextBytes.Values.Sum() / 1e6:0.0} MB of running text";
}

/// <summary>What became of the records of a user's files: those that are in no row were rejected or were there already.</summary>
/// <param name="Records">Records that were read.</param>
/// <param name="Rejects">Records that are no rows; each is in rejects.jsonl with its reason.</param>
/// <param name="TooLong">Rows that are longer than <paramref name="Context"/>; they are in the folder.</param>
/// <param name="Key">A hash of the files, the options and the program: an equal key gives an equal folder.</param>
/// <param name="Context">The number of tokens beyond which a row counts as too long, or null.</param>
internal sealed record ImportCounts(int Records, int Rejects, int TooLong, string Key, int? Context = null);

/// <summary>How many rows have a marker's value, and how many of those this project made up.</summary>
/// <param name="Train">Training rows.</param>
/// <param name="Eval">Evaluation rows.</param>
/// <param name="SyntheticTrain">Training rows of source Synthetic.</param>
/// <param name="SyntheticEval">Evaluation rows of source Synthetic.</param>
internal sealed record ValueCount(int Train, int Eval, int SyntheticTrain, int SyntheticEval);

/// <summary>How much was left out of a build because it was there already.</summary>
/// <param name="Rows">Rows whose turns are equal to those of another row.</param>
/// <param name="RowsAcrossSplits">Training rows at least half of whose content windows are in evaluation rows.</param>
/// <param name="Texts">Running texts that are equal to another one.</param>
/// <param name="TextsAcrossSplits">Training texts at least half of whose content windows are in evaluation rows.</param>
internal sealed record DuplicateCounts(int Rows, int RowsAcrossSplits, int Texts, int TextsAcrossSplits);

/// <summary>Where one language's quality buckets begin, and the score that stands for each. Scores are in [0, 1].</summary>
/// <param name="LowestOf1">The lowest score of bucket 1, the best quarter.</param>
/// <param name="LowestOf2">The lowest score of bucket 2.</param>
/// <param name="LowestOf3">The lowest score of bucket 3; what is lower is in bucket 4.</param>
/// <param name="Percentile95">
/// Each bucket's 95th percentile, bucket 1 first: the value of the marker <c>quality</c> when only the bucket is asked for.
/// </param>
internal sealed record QualityThresholds(double LowestOf1, double LowestOf2, double LowestOf3, IReadOnlyList<double> Percentile95)
{
    /// <summary>The bucket of a score: 1 is the best quarter, 4 the worst. Equal scores are always in one bucket.</summary>
    public int BucketOf(double score) => score >= LowestOf1 ? 1 : score >= LowestOf2 ? 2 : score >= LowestOf3 ? 3 : 4;

    /// <summary>The markers <c>quality</c> and <c>quality_bucket</c> of a score.</summary>
    public IEnumerable<KeyValuePair<string, string>> Markers(double score) =>
        [new("quality", score.ToString("0.##")), new("quality_bucket", $"{BucketOf(score)}")];
}

/// <summary>Counts rows as they are written, for the manifest and the statistics.</summary>
internal sealed class RowCounter
{
    private static readonly MarkerCategory[] Categorical =
        [.. MarkerTaxonomy.Default.Categories.Where(c => c.Kind == MarkerKind.Categorical)];

    /// <summary>Rows per split.</summary>
    public SortedDictionary<string, int> Splits { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows per value of each categorical marker; see <see cref="DataManifest.Values"/>.</summary>
    public SortedDictionary<string, ValueCount> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows per language and task; see <see cref="DataManifest.LanguageByTask"/>.</summary>
    public SortedDictionary<string, ValueCount> LanguageByTask { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts a row.</summary>
    public void Add(DataRow row)
    {
        Splits[row.Split] = Splits.GetValueOrDefault(row.Split) + 1;
        foreach (var category in Categorical)
        {
            Count(Values, $"{category.Name}/{row.Markers.GetValueOrDefault(category.Name, "none")}", row);
        }

        Count(LanguageByTask, $"{row.Markers.GetValueOrDefault("lang", "none")}/{row.Markers.GetValueOrDefault("task", "none")}", row);
    }

    private static void Count(SortedDictionary<string, ValueCount> counts, string key, DataRow row)
    {
        var count = counts.GetValueOrDefault(key, new ValueCount(0, 0, 0, 0));
        var synthetic = row.Markers.GetValueOrDefault("source") == "Synthetic" ? 1 : 0;
        counts[key] = row.Split == DataSplit.Eval
            ? count with { Eval = count.Eval + 1, SyntheticEval = count.SyntheticEval + synthetic }
            : count with { Train = count.Train + 1, SyntheticTrain = count.SyntheticTrain + synthetic };
    }
}
