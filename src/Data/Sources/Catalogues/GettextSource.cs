using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.Catalogues;

/// <summary>The messages of programs in all languages they are translated to, and the regions and elements that two of them know.</summary>
internal sealed class GettextSource : IDataSource
{
    /// <inheritdoc/>
    public string Name => "gettext";

    /// <inheritdoc/>
    public string Coverage => "most translations, and questions about places and elements";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["catalogue-translate"] = 3200,
        ["catalogue-translate-format"] = 400,
        ["catalogue-label"] = 350,
        ["catalogue-list"] = 300,
        ["catalogue-area"] = 250,
        ["catalogue-language"] = 200,
        ["geography-capital"] = 450,
        ["geography-place"] = 220,
        ["geography-choice"] = 300,
        ["geography-regions"] = 200,
        ["element"] = 350,
        ["element-format"] = 250,
        ["element-origin"] = 120,
        ["chemistry-term"] = 200,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        var read = new List<string>();
        foreach (var program in CataloguePackage.All)
        {
            var folders = new List<PackageFolder>();
            foreach (var name in program.Packages(context.Languages))
            {
                if (await context.TryFetchAsync(name, program.Lost, p => p.DebianAsync(name, ct)) is { } folder)
                {
                    folders.Add(folder);
                    read.Add($"{name} {folder.Version}");
                }
            }

            ct.ThrowIfCancellationRequested();
            if (folders.Count > 0)
            {
                var catalogues = Merge(folders, context.Languages);
                AddMessages(program, folders[0], catalogues, context, sink);
                await AddRecordsAsync(program, folders[0], catalogues, context, sink, ct);
            }
        }

        return read.Count == 0 ? throw new SourceException("none of its packages could be fetched.") : string.Join(", ", read);
    }

    private static Dictionary<string, Dictionary<string, string>> Merge(IReadOnlyList<PackageFolder> folders, IReadOnlyList<DataLanguage> languages)
    {
        var all = new Dictionary<string, Dictionary<string, string>>();
        foreach (var (language, pairs) in folders.SelectMany(f => LocaleCatalogues.Read(f, languages)))
        {
            all.TryAdd(language, pairs);
        }

        return all;
    }

    private static void AddMessages(
        CataloguePackage program, PackageFolder folder, Dictionary<string, Dictionary<string, string>> catalogues, SourceContext context, IDataSink sink)
    {
        // Names of places are no messages: their rows are the records'.
        var messages = CatalogueReader.Read(catalogues, program.Domain).Where(m => !m.Key.Contains(".kgm\u0004", StringComparison.Ordinal)).ToList();
        context.Report($"{program.Name}: {messages.Count} messages");
        foreach (var language in context.Languages.Select(l => l.Name))
        {
            var known = messages.Where(m => m.Texts.ContainsKey(language)).ToList();
            foreach (var draft in known.SelectMany(m => new CatalogueRows(m, language, program, folder, context).All()))
            {
                sink.Add(draft);
            }

            foreach (var split in known.GroupBy(m => context.IsHeldOut(m.Group)))
            {
                foreach (var draft in new CatalogueListRows([.. split], language, program, folder, context, split.Key ? DataSplit.Eval : DataSplit.Train).All())
                {
                    sink.Add(draft);
                }
            }
        }
    }

    private static async Task AddRecordsAsync(
        CataloguePackage program, PackageFolder folder, Dictionary<string, Dictionary<string, string>> catalogues, SourceContext context, IDataSink sink, CancellationToken ct)
    {
        var drafts = program.Area switch
        {
            "geography" => GeographyReader.Read(folder, catalogues).SelectMany(map => new GeographyRows(map, context, folder).All()),
            "chemistry" => await ChemistryAsync(folder, catalogues, context, ct),
            _ => [],
        };
        foreach (var draft in drafts)
        {
            sink.Add(draft);
        }
    }

    private static async Task<IEnumerable<RowDraft>> ChemistryAsync(
        PackageFolder folder, Dictionary<string, Dictionary<string, string>> catalogues, SourceContext context, CancellationToken ct)
    {
        var terms = ChemistryTerms.Read(folder, catalogues).SelectMany(term => new ChemistryTermRows(term, context, folder).All());
        var data = await context.TryFetchAsync("bodr", "the chemical elements", p => p.DebianAsync("bodr", ct));
        return data is null ? terms : terms.Concat(ElementReader.Read(data, catalogues).SelectMany(e => new ElementRows(e, context, data).All()));
    }
}
