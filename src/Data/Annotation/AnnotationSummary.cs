namespace TreasureMarkers.Data.Annotation;

/// <summary>What a run did.</summary>
internal sealed class AnnotationSummary
{
    /// <summary>Rows that were written.</summary>
    public int Rows { get; private set; }

    /// <summary>Lines that are no rows.</summary>
    public int Rejects { get; private set; }

    /// <summary>Markers that were added, by category.</summary>
    public SortedDictionary<string, int> Added { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows for which the model found no value to fit, by category.</summary>
    public SortedDictionary<string, int> Unspecified { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows for which the model gave no allowed value, by category.</summary>
    public SortedDictionary<string, int> Unanswered { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts a line; <paramref name="alsoAdded"/> are markers that only all rows together decide.</summary>
    internal void Add(AnnotatedLine line, IEnumerable<string> alsoAdded)
    {
        if (line.Row is null)
        {
            Rejects++;
            return;
        }

        Rows++;
        Count(Added, line.Added.Except(line.Unspecified).Concat(alsoAdded));
        Count(Unspecified, line.Unspecified);
        Count(Unanswered, line.Unanswered);
    }

    private static void Count(SortedDictionary<string, int> counts, IEnumerable<string> categories)
    {
        foreach (var category in categories)
        {
            counts[category] = counts.GetValueOrDefault(category) + 1;
        }
    }
}
