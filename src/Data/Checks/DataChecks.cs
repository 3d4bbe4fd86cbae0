using System.Text.RegularExpressions;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Checks;

/// <summary>
/// Checks a data folder row by row in one pass: markers are in the taxonomy and are what the texts measure, groups stay in one
/// split, ids are unique, provenance is complete; of a build, that no prompt states a length and no text has an e-mail address.
/// </summary>
/// <param name="taxonomy">The markers' categories and values.</param>
/// <param name="measure">Measures a row again; <see cref="RowMeasurement.Of"/>.</param>
/// <param name="isBuilt">
/// Whether the folder is a build, which leaves out prompts and texts that a user may have in files of their own.
/// </param>
internal sealed class DataChecks(
    MarkerTaxonomy taxonomy, Func<DataRow, IReadOnlyDictionary<string, string?>> measure, bool isBuilt = true)
{
    private readonly HashSet<string> _rowIds = [];
    private readonly HashSet<string> _textIds = [];
    private readonly Dictionary<string, string> _splits = [];

    /// <summary>The checks of what a folder's maker promises.</summary>
    /// <param name="manifest">The folder's.</param>
    public static DataChecks For(DataManifest manifest)
    {
        var measurement = new RowMeasurement(manifest.Quality);
        return manifest.Import is null ? new DataChecks(MarkerTaxonomy.Default, measurement.Of)
            : new DataChecks(MarkerTaxonomy.Default, measurement.OfImported, isBuilt: false);
    }

    /// <summary>Reads a folder and gives what is wrong, in file order.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">A file is missing or malformed.</exception>
    public IAsyncEnumerable<DataFinding> CheckAsync(string folder, CancellationToken cancellationToken) =>
        DataFolder.ReadRowsAsync(folder, null, cancellationToken).SelectMany(Check)
            .Concat(DataFolder.ReadPretrainAsync(folder, null, cancellationToken).SelectMany(Check));

    /// <summary>What is wrong with the next row, given those before it.</summary>
    public IEnumerable<DataFinding> Check(DataRow row) =>
    [
        .. Common(_rowIds, row.Id, row.Split, row.Group, row.Provenance),
        .. Taxonomy(row),
        .. measure(row).Where(m => row.Markers.GetValueOrDefault(m.Key) != m.Value)
            .Select(m => new DataFinding(
                m.Key, row.Id, $"the row says '{row.Markers.GetValueOrDefault(m.Key)}', its answer measures '{m.Value}'")),
        .. row.Messages.Where(m => isBuilt && m.Role == "user").Select(m => LengthLimits.Find(m.Content)).OfType<string>()
            .Select(limit => new DataFinding("length-limit", row.Id, $"the prompt states '{limit}'")),
        .. row.Messages.SelectMany(m => Addresses(row.Id, m.Content)),
    ];

    /// <summary>What is wrong with the next running text, given all before it.</summary>
    public IEnumerable<DataFinding> Check(PretrainRow text) =>
        [.. Common(_textIds, text.Id, text.Split, text.Group, text.Provenance), .. Addresses(text.Id, text.Text)];

    private IEnumerable<DataFinding> Addresses(string id, string text) =>
        isBuilt && PersonalData.Find(text) is { } address ? [new DataFinding("e-mail", id, $"the text has '{address}'")] : [];

    private IEnumerable<DataFinding> Taxonomy(DataRow row)
    {
        try
        {
            _ = MarkerSet.Create(taxonomy, row.Markers);
            return [];
        }
        catch (MarkerException e)
        {
            return [new DataFinding("taxonomy", row.Id, e.Message)];
        }
    }

    private IEnumerable<DataFinding> Common(HashSet<string> ids, string id, string split, string group, Provenance provenance)
    {
        if (!ids.Add(id))
        {
            yield return new DataFinding("id", id, "the id was used before");
        }

        if (split is not (DataSplit.Train or DataSplit.Eval))
        {
            yield return new DataFinding("split", id, $"'{split}' is no split");
        }
        else if (!_splits.TryAdd(group, split) && _splits[group] != split)
        {
            yield return new DataFinding("split", id, $"the group '{group}' is in both splits");
        }

        string[] fields = [provenance.Package, provenance.Version, provenance.Licence, provenance.Record];
        if (fields.Any(string.IsNullOrWhiteSpace))
        {
            yield return new DataFinding("provenance", id, $"a field is empty: {provenance}");
        }
    }
}

/// <summary>One thing that is wrong in a data folder.</summary>
/// <param name="Check">The check that noticed, such as <c>format</c> or <c>split</c>.</param>
/// <param name="Id">The row's or text's id.</param>
/// <param name="Detail">What was expected and what was found.</param>
internal sealed record DataFinding(string Check, string Id, string Detail);

/// <summary>Finds what points to a person: e-mail addresses.</summary>
internal static partial class PersonalData
{
    /// <summary>The first address in a text, or null.</summary>
    public static string? Find(string text) => EMail().Match(text) is { Success: true } address ? address.Value : null;

    [GeneratedRegex(@"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex EMail();
}
