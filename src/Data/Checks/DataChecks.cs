using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Checks;

/// <summary>
/// Holds a data folder to its promises, row by row and in one pass: markers are in the taxonomy and are what the texts
/// measure, groups stay in one split, ids are unique, provenance is complete, no prompt states a length, no text has an
/// e-mail address.
/// </summary>
/// <param name="taxonomy">The markers' categories and values.</param>
/// <param name="measure">Measures a row again; <see cref="RowMeasurement.Of"/>.</param>
internal sealed class DataChecks(MarkerTaxonomy taxonomy, Func<DataRow, IReadOnlyDictionary<string, string?>> measure)
{
    private readonly HashSet<string> _rowIds = [];
    private readonly HashSet<string> _textIds = [];
    private readonly Dictionary<string, string> _splits = [];

    /// <summary>Reads a folder and gives what is wrong, in file order.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="DataFormatException">A file is missing or malformed.</exception>
    public async IAsyncEnumerable<DataFinding> CheckAsync(string folder, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var row in DataFolder.ReadRowsAsync(folder, null, ct))
        {
            foreach (var finding in Check(row))
            {
                yield return finding;
            }
        }

        await foreach (var text in DataFolder.ReadPretrainAsync(folder, null, ct))
        {
            foreach (var finding in Check(text))
            {
                yield return finding;
            }
        }
    }

    /// <summary>What is wrong with the next row, given those before it.</summary>
    public IEnumerable<DataFinding> Check(DataRow row)
    {
        return
        [
            .. Common(_rowIds, row.Id, row.Split, row.Group, row.Provenance),
            .. Values(row),
            .. measure(row).Where(m => row.Markers.GetValueOrDefault(m.Key) != m.Value)
                .Select(m => new DataFinding(m.Key, row.Id, $"the row says '{row.Markers.GetValueOrDefault(m.Key)}', its answer measures '{m.Value}'")),
            .. row.Messages.Where(m => m.Role == "user").Select(m => LengthLimits.Find(m.Content)).OfType<string>()
                .Select(limit => new DataFinding("length-limit", row.Id, $"the prompt states '{limit}'")),
            .. row.Messages.SelectMany(m => Addresses(row.Id, m.Content)),
        ];
    }

    /// <summary>What is wrong with the next running text, given all before it.</summary>
    public IEnumerable<DataFinding> Check(PretrainRow text)
    {
        return [.. Common(_textIds, text.Id, text.Split, text.Group, text.Provenance), .. Addresses(text.Id, text.Text)];
    }

    private static IEnumerable<DataFinding> Addresses(string id, string text) =>
        PersonalData.Find(text).Take(1).Select(address => new DataFinding("e-mail", id, $"the text has '{address}'"));

    private IEnumerable<DataFinding> Values(DataRow row)
    {
        string? wrong = null;
        try
        {
            _ = MarkerSet.Create(taxonomy, row.Markers);
        }
        catch (MarkerException e)
        {
            wrong = e.Message;
        }

        return wrong is null ? [] : [new DataFinding("taxonomy", row.Id, wrong)];
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

        var fields = new[] { provenance.Package, provenance.Version, provenance.Licence, provenance.Record };
        if (fields.Any(string.IsNullOrWhiteSpace))
        {
            yield return new DataFinding("provenance", id, $"a field is empty: {provenance}");
        }
    }
}
