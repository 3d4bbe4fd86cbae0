
namespace TreasureMarkers.Data.Sources.Debian;

/// <summary>Package descriptions and their translations (DDTP) with sections and debtags, from apt's indexes.</summary>
internal sealed class DebianIndexSource : IDataSource
{
    /// <inheritdoc/>
    public string Name => "debian-index";

    /// <inheritdoc/>
    public string Coverage => "all running text, and the rows about software in every language";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["explain"] = 1800,
        ["explain-hint"] = 2200,
        ["explain-format"] = 1200,
        ["explain-long"] = 600,
        ["features"] = 600,
        ["summarize"] = 1200,
        ["summarize-format"] = 800,
        ["translate"] = 1400,
        ["topic"] = 600,
        ["whichLanguage"] = 800,
        ["extract"] = 1400,
        ["extract-plain"] = 300,
        ["ask-field"] = 600,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken cancellationToken)
    {
        var apt = context.Packages.Apt;
        context.Report("fetching the package indexes and their translations");
        try
        {
            await apt.UpdateAsync(DataLanguage.All.SelectMany(l => l.Locales), cancellationToken);
        }
        catch (SourceException e) when (apt.HasIndexes)
        {
            context.Warn($"The indexes could not be renewed, so those fetched before are used: {e.Message}");
        }

        context.Report("reading descriptions");
        var packages = DebianIndexReader.Read(apt.ListsFolder, context.Languages);
        string[] without = [.. context.Languages.Select(l => l.Name).Where(l => !packages.Any(p => p.Descriptions.ContainsKey(l)))];
        if (without.Length > 0)
        {
            context.Warn($"There are no package descriptions in {string.Join(", ", without)}, so the data lacks their running text and rows about software");
        }

        context.Report("writing rows about packages");
        foreach (var package in packages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(package, context, sink);
        }

        return $"{packages.Count} packages";
    }

    private static void Add(DebianPackage package, SourceContext context, IDataSink sink)
    {
        // Libraries of the language registries outnumber what people ask about; their text stays in the running text.
        var asked = !PackageSubject.IsLibrary(package.Section) || new StableRandom(context.Seed, package.Source).Chance(0.35);
        foreach (var (language, description) in package.Descriptions.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            sink.Add(new TextDraft(
                package.Source, language, $"{package.Name}: {description.Synopsis}\n\n{description.Body}", package.Provenance(language)));
            if (!asked)
            {
                continue;
            }

            foreach (var draft in new PackageRows(package, language, context.Languages, context.Seed).All())
            {
                sink.Add(draft);
            }
        }
    }
}
