using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.IsoCodes;

/// <summary>Countries, languages, currencies and scripts with their codes and translated names, from the iso-codes package.</summary>
internal sealed class IsoCodesSource() : PackageSource(
    "iso-codes",
    "closed-book questions, lists and translations of names",
    new Dictionary<string, int>
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
    },
    new SourcePackage("iso-codes"))
{
    /// <summary>Lists of each kind per language and split: enough to fill their quota.</summary>
    private const int ListsPerKind = 250;

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var (folder, version) = (folders[0].Path, folders[0].Version);
        var entries = IsoCodesReader.Read(folder, context.Languages);
        context.Report("writing rows about countries, languages, currencies and scripts");
        foreach (var language in context.Languages.Select(l => l.Name))
        {
            IsoEntry[] named = [.. entries.Where(e => e.Names.ContainsKey(language))];
            var rows = named.SelectMany(e => new IsoRows(e, language, context, version).All());
            foreach (var draft in rows.Concat(Lists(named, language, context, version)))
            {
                yield return draft;
            }
        }
    }

    /// <summary>Lists for training hold no held-out entry; those for evaluation hold only such.</summary>
    private static IEnumerable<RowDraft> Lists(IsoEntry[] named, string language, SourceContext context, string version) =>
        from kind in named.Where(e => e.IsCommon).GroupBy(e => e.Kind)
        from split in kind.GroupBy(e => context.IsHeldOut(e.Group))
        let rows = new IsoListRows([.. split], language, context, version, split.Key ? DataSplit.Eval : DataSplit.Train)
        from draft in rows.All(split.Key ? 20 : ListsPerKind)
        select draft;
}
