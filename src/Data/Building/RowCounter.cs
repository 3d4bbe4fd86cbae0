using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Building;

/// <summary>Counts rows as they are written.</summary>
internal sealed class RowCounter
{
    private static readonly MarkerCategory[] Categorical = [.. MarkerTaxonomy.Default.Categories.Where(c => c.Kind == MarkerKind.Categorical)];

    /// <summary>Rows per split.</summary>
    public SortedDictionary<string, int> Splits { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows per value of each categorical marker, as <c>format/JSON</c>; <c>format/none</c> has no such marker.</summary>
    public SortedDictionary<string, ValueCount> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows per language and task, as <c>German/Translation</c>.</summary>
    public SortedDictionary<string, ValueCount> LanguageByTask { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts a row.</summary>
    public void Add(DataRow row)
    {
        Splits[row.Split] = Splits.GetValueOrDefault(row.Split) + 1;
        foreach (var category in Categorical)
        {
            Count(Values, $"{category.Name}/{row.Markers.GetValueOrDefault(category.Name, "none")}", row);
        }

        Count(LanguageByTask, $"{row.Markers["lang"]}/{row.Markers["task"]}", row);
    }

    private static void Count(SortedDictionary<string, ValueCount> counts, string key, DataRow row) =>
        counts[key] = counts.GetValueOrDefault(key, new ValueCount(0, 0, 0, 0))
            .Plus(row.Split == DataSplit.Eval, row.Markers.GetValueOrDefault("source") == "Synthetic");
}
