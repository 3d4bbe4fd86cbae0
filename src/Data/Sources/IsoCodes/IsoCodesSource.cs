using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.IsoCodes;

/// <summary>Countries, languages, currencies and scripts with their codes and translated names, from the iso-codes package.</summary>
internal sealed class IsoCodesSource : IDataSource
{
    /// <summary>Lists of each kind per language and split: enough to fill their quota.</summary>
    private const int ListsPerKind = 250;

    /// <inheritdoc/>
    public string Name => "iso-codes";

    /// <inheritdoc/>
    public string Coverage => "closed-book questions, lists and translations of names";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["iso-code"] = 1000,
        ["iso-code-format"] = 400,
        ["iso-name"] = 800,
        ["iso-about"] = 1000,
        ["iso-about-format"] = 700,
        ["iso-translate"] = 800,
        ["iso-kind"] = 300,
        ["iso-extract"] = 300,
        ["iso-list"] = 1200,
        ["iso-list-long"] = 200,
        ["iso-letter"] = 400,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching iso-codes");
        var package = await context.Packages.DebianAsync("iso-codes", ct);
        var version = package.Version;
        var entries = IsoCodesReader.Read(package.Path, context.Languages);
        context.Report("writing rows about countries, languages, currencies and scripts");
        foreach (var language in context.Languages.Select(l => l.Name))
        {
            ct.ThrowIfCancellationRequested();
            IsoEntry[] named = [.. entries.Where(e => e.Names.ContainsKey(language))];
            foreach (var draft in named.SelectMany(e => new IsoRows(e, language, context, version).All()))
            {
                sink.Add(draft);
            }

            AddLists(named, language, (context.Seed, version), context, sink);
        }

        return $"iso-codes {version}, {entries.Count} entries";
    }

    /// <summary>Lists for training hold no held-out entry; those for evaluation hold only such.</summary>
    private static void AddLists(IsoEntry[] named, string language, (string Seed, string Version) origin, SourceContext context, IDataSink sink)
    {
        foreach (var kind in named.Where(e => e.IsCommon).GroupBy(e => e.Kind))
        {
            foreach (var split in kind.GroupBy(e => context.IsHeldOut(e.Group)))
            {
                var name = split.Key ? DataSplit.Eval : DataSplit.Train;
                foreach (var draft in new IsoListRows([.. split], language, context.Languages, origin, name).All(split.Key ? 20 : ListsPerKind))
                {
                    sink.Add(draft);
                }
            }
        }
    }
}
