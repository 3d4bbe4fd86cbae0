using TreasureMarkers.Data.Annotation;
using TreasureMarkers.Data.Records;

namespace TreasureMarkers.Data.Import;

/// <summary>What became of a file's records.</summary>
/// <param name="file">The file.</param>
internal sealed class FileReport(InputFile file)
{
    /// <summary>The file.</summary>
    public InputFile File => file;

    /// <summary>SHA-256 of the file's bytes, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Records that were read.</summary>
    public int Records { get; set; }

    /// <summary>Records that are no rows.</summary>
    public int Rejects { get; set; }

    /// <summary>Rows and texts that were there already.</summary>
    public int Duplicates { get; set; }

    /// <summary>Records that are rows or texts, those that were there already among them, by the name of their shape.</summary>
    public SortedDictionary<string, int> Shapes { get; } = new(StringComparer.Ordinal);

    /// <summary>How many records have a field that no shape and no map uses.</summary>
    public SortedDictionary<string, int> Unused { get; } = new(StringComparer.Ordinal);

    /// <summary>One line that says all of it.</summary>
    public string Describe()
    {
        const int Shown = 6;
        var shapes = string.Join(", ", Shapes.Select(shape => $"{shape.Value:#,0} as {shape.Key}"));
        var unused = Unused.OrderByDescending(field => field.Value).ThenBy(field => field.Key, StringComparer.Ordinal).ToList();
        return $"{File.Name}: {Records:#,0} records: {(shapes.Length > 0 ? shapes : "no rows")}"
            + (Rejects > 0 ? $"; {Rejects:#,0} rejected" : "") + (Duplicates > 0 ? $"; {Duplicates:#,0} there already" : "")
            + (unused.Count == 0 ? "" : $"; not used: {string.Join(", ", unused.Take(Shown).Select(field => field.Key))}"
                + (unused.Count > Shown ? $" and {unused.Count - Shown} more" : ""));
    }
}

/// <summary>What an import did.</summary>
/// <param name="Folder">The data folder, as the user named it.</param>
/// <param name="Files">Each file's part.</param>
/// <param name="Manifest">What the folder holds.</param>
/// <param name="Markers">What was measured and asked; null when markers were not wanted.</param>
internal sealed record ImportReport(string Folder, IReadOnlyList<FileReport> Files, DataManifest Manifest, AnnotationSummary? Markers)
{
    private const int ShownReasons = 8;

    /// <summary>Why records are no rows, in the order in which the reasons came up.</summary>
    public IReadOnlyList<RejectReason> Reasons { get; init; } = [];

    /// <summary>The longest row or text in tokens, counted or estimated.</summary>
    public int Longest { get; init; }

    /// <summary>Whether tokens were counted by the model's tokenizer; otherwise they are an estimate from the characters.</summary>
    public bool IsCounted { get; init; }

    /// <summary>Rows whose conversation has more than one answer, of which the last is learned.</summary>
    public int ManyAnswers { get; init; }

    /// <summary>Rows whose turns behind the last answer were left out.</summary>
    public int Cut { get; init; }

    /// <summary>The whole in lines for people; every record is in one of them.</summary>
    public IEnumerable<string> Describe()
    {
        foreach (var file in Files)
        {
            yield return file.Describe();
        }

        var counts = Manifest.Import!;
        foreach (var line in Rejected(counts))
        {
            yield return line;
        }

        var left = Manifest.Duplicates;
        if (left.Rows + left.Texts > 0)
        {
            yield return $"duplicates: {left.Rows + left.Texts:#,0} left out, equal to a row that is there";
        }

        if (left.RowsAcrossSplits > 0)
        {
            yield return $"too near to held-out rows: {left.RowsAcrossSplits:#,0} training rows left out";
        }

        var how = IsCounted ? "" : " by estimate";
        yield return counts.Context is { } context
            ? $"length: {counts.TooLong:#,0} of the rows are longer than {context:#,0} tokens{how} (none is cut; the longest has {Longest:#,0})"
            : $"length: the longest row has {Longest:#,0} tokens{how}; none is cut";
        if (ManyAnswers > 0)
        {
            yield return $"conversations: {ManyAnswers:#,0} have several answers; the last one of each is learned";
        }

        if (Cut > 0)
        {
            yield return $"conversations: {Cut:#,0} go on behind the last answer; those turns are left out";
        }

        foreach (var line in Markers?.DescribeContradictions() ?? [])
        {
            yield return line;
        }

        yield return Manifest.Describe(Folder);
        if (Manifest.Rows.Count == 0)
        {
            yield return "none of the records is a row with an answer; marker training needs such rows beside running text";
        }
    }

    private IEnumerable<string> Rejected(ImportCounts counts)
    {
        if (counts.Rejects > 0)
        {
            yield return $"rejects: {counts.Rejects:#,0}, with their reasons in {Path.Combine(Folder, DataFolder.RejectsFile)}:";
            foreach (var reason in Reasons.Take(ShownReasons))
            {
                yield return $"  {reason}";
            }

            if (Reasons.Count > ShownReasons)
            {
                yield return $"  and {Reasons.Count - ShownReasons} other reasons";
            }
        }
    }
}

/// <summary>A reason why records are no rows.</summary>
/// <param name="First">The first such record, as FILE:LINE.</param>
/// <param name="Reason">The reason.</param>
internal sealed record RejectReason(string First, string Reason)
{
    /// <summary>How many records have it.</summary>
    public int Count { get; set; } = 1;

    /// <inheritdoc/>
    public override string ToString() => $"{First}: {Reason}{(Count > 1 ? $" ({Count:#,0} times)" : "")}";
}
