using System.Text.Json;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Data.Building;

/// <summary>What a build makes.</summary>
/// <param name="Profile">The profile's name, for the manifest.</param>
/// <param name="OutputFolder">The data folder.</param>
/// <param name="CacheFolder">Where downloads are kept.</param>
/// <param name="Seed">Seeds every choice.</param>
/// <param name="Languages">The languages to produce.</param>
/// <param name="Scale">What sources' row caps are multiplied by: 1 is a full build.</param>
/// <param name="MostTokens">Rows above this many estimated tokens are left out.</param>
/// <param name="TextBytes">How much running text is wanted, in UTF-8 bytes.</param>
internal sealed record BuildOptions(
    string Profile,
    string OutputFolder,
    string CacheFolder,
    string Seed,
    IReadOnlyList<DataLanguage> Languages,
    double Scale,
    int MostTokens,
    long TextBytes)
{
    /// <summary>The folder of public data files that sources read in place, or null.</summary>
    public string? FilesFolder { get; init; }

    /// <summary>Files of questions and prompts that training must have nothing of.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Whether the data is for fine-tuning a base that knows English, as <see cref="BaseProfile"/> says.</summary>
    public bool IsForBase { get; init; }

    /// <summary>The default model's data: about a hundred thousand rows and twenty megabytes of text.</summary>
    public static BuildOptions Tiny(string outputFolder, string cacheFolder, string seed) =>
        new("tiny", outputFolder, cacheFolder, seed, DataLanguage.All, 0.4, 650, 20_000_000);

    /// <summary>All languages and sources: at least three hundred thousand rows and a hundred megabytes of text.</summary>
    public static BuildOptions Full(string outputFolder, string cacheFolder, string seed) =>
        new("full", outputFolder, cacheFolder, seed, DataLanguage.All, 1, 3000, 200_000_000);

    /// <summary>What a base that knows English is fine-tuned on beside its own answers.</summary>
    public static BuildOptions Base(string outputFolder, string cacheFolder, string seed) =>
        new("base", outputFolder, cacheFolder, seed, BaseProfile.Languages, 1, 700, BaseProfile.TextBytes) { IsForBase = true };
}

/// <summary>
/// Makes a data folder: stages what each source gives, measures the rows, decides the splits, chooses the running text, and writes the
/// files. A build that was stopped goes on after its last whole source.
/// </summary>
/// <param name="sources">Where rows and texts come from.</param>
/// <param name="options">Sizes, seed and folders.</param>
internal sealed class DataBuilder(IReadOnlyList<IDataSource> sources, BuildOptions options)
{
    private readonly StageFolder _stage = new(options.OutputFolder);

    /// <summary>Builds the folder; the same packages and seed give the same bytes.</summary>
    /// <param name="report">Takes one-line progress notes.</param>
    /// <param name="cancellationToken">Stops the build; no file of the folder is left half-written.</param>
    /// <returns>What was built.</returns>
    /// <exception cref="DataFormatException">No source gave anything.</exception>
    public async Task<DataManifest> BuildAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        var staged = new List<(IDataSource Source, StagedSource Note)>();
        foreach (var (source, number) in sources.Select((s, i) => (s, i + 1)))
        {
            if (await StageAsync(source, line => report($"[{number}/{sources.Count}] {line}"), warnings, cancellationToken) is { } note)
            {
                staged.Add((source, note));
                warnings.AddRange(note.Warnings);
            }
        }

        report("measuring rows");
        var excluded = ExcludedTexts.Read(options.Excluded, cancellationToken);
        var rows = new RowAssembler(options.Seed, options.IsForBase, excluded);
        rows.Measure(staged.SelectMany(s => _stage.Rows(s.Source.Name)), cancellationToken);
        rows.Decide(cancellationToken);

        report("choosing running text");
        var texts = new TextSelector(options, rows.Splits, rows.HeldOut, excluded);
        var lines = texts.Select(() => staged.SelectMany(s => _stage.Texts(s.Source.Name)), cancellationToken);
        if (lines.Count == 0 && rows.IsEmpty)
        {
            _stage.Delete();
            DeleteIfEmpty(options.OutputFolder);
            throw new DataFormatException("No source gave anything. " + string.Join(" ", warnings));
        }

        report("writing " + options.OutputFolder);
        await DataFolder.WriteLinesAsync(
            Path.Combine(options.OutputFolder, DataFolder.PretrainFile), lines.Select(l => (ReadOnlyMemory<byte>)l), cancellationToken);
        var counter = new RowCounter();
        await DataFolder.WriteLinesAsync(
            Path.Combine(options.OutputFolder, DataFolder.RowsFile), rows.Finish(cancellationToken).Select(Line), cancellationToken);
        var manifest = new DataManifest(
            options.Profile, options.Seed,
            new SortedDictionary<string, string>(staged.ToDictionary(s => s.Source.Name, s => s.Note.Read), StringComparer.Ordinal),
            warnings, counter.Splits, counter.Values, counter.LanguageByTask, texts.Bytes, rows.Quality,
            new DuplicateCounts(rows.LeftOut.Equal, rows.LeftOut.AcrossSplits, texts.LeftOut.Equal, texts.LeftOut.AcrossSplits));
        await DataFolder.WriteManifestAsync(options.OutputFolder, manifest, cancellationToken);
        _stage.Delete();
        return manifest;

        ReadOnlyMemory<byte> Line(DataRow row)
        {
            counter.Add(row);
            return JsonSerializer.SerializeToUtf8Bytes(row, DataFolder.Json);
        }
    }

    /// <summary>Runs one source, unless an earlier try of this build did. Null when it failed, which is one more warning.</summary>
    private async Task<StagedSource?> StageAsync(
        IDataSource source, Action<string> report, List<string> warnings, CancellationToken cancellationToken)
    {
        var key = StagedSource.KeyOf(options, source);
        if (_stage.Find(source.Name, key) is { } known)
        {
            report($"{source.Name}: kept from the build that was stopped");
            return known;
        }

        var missing = new List<string>();
        var context = new SourceContext(
            new PackageStore(options.CacheFolder), options.Languages, options.Seed, new SplitRule(options.Seed).IsHeldOut, report, Warn)
        {
            FilesFolder = options.FilesFolder,
        };
        try
        {
            string read;
            Func<string, string, int> cap = options.IsForBase
                ? BaseProfile.Cap
                : (kind, _) => (int)Math.Ceiling(source.RowCaps[kind] * options.Scale);
            using (var writer = _stage.Open(source.Name, cap, options.MostTokens))
            {
                read = await source.ReadAsync(context, writer, cancellationToken);
                writer.Complete();
            }

            var note = new StagedSource(key, read, missing);
            await _stage.CompleteAsync(source.Name, note, cancellationToken);
            return note;
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // A package whose content changed can surprise its reader in any way; the other sources are still worth having.
            var why = e is SourceException
                ? e.Message
                : $"its content has changed in a way that its reader does not know ({e.GetType().Name}: {e.Message})";
            warnings.Add($"{source.Name} was skipped, so the data lacks {source.Coverage}: {why}");
            report("warning: " + warnings[^1]);
            return null;
        }

        void Warn(string warning)
        {
            missing.Add(warning);
            report("warning: " + warning);
        }
    }

    private static void DeleteIfEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
