using System.Text.Json;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Data.Building;

/// <summary>Runs the sources, chooses what is kept, and writes the data folder. A build that was stopped goes on after its last whole source.</summary>
/// <param name="sources">Where text comes from.</param>
/// <param name="options">Sizes, seed and folders.</param>
internal sealed class DataBuilder(IReadOnlyList<IDataSource> sources, BuildOptions options)
{
    private readonly StageFolder _stage = new(options.OutputFolder);

    /// <summary>Builds the folder; the same packages and seed give the same bytes.</summary>
    /// <param name="report">Takes one-line progress notes.</param>
    /// <param name="ct">Stops the build; no file of the folder is left half-written.</param>
    /// <returns>What was built.</returns>
    /// <exception cref="DataFormatException">No source gave anything.</exception>
    public async Task<DataManifest> BuildAsync(Action<string> report, CancellationToken ct)
    {
        var staged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var warnings = new List<string>();
        foreach (var (source, number) in sources.Select((s, i) => (s, i + 1)))
        {
            if (await StageAsync(source, line => report($"[{number}/{sources.Count}] {line}"), warnings, ct) is { } note)
            {
                staged[source.Name] = note.Read;
                warnings.AddRange(note.Warnings);
            }
        }

        IDataSource[] read = [.. sources.Where(s => staged.ContainsKey(s.Name))];
        var rows = new RowAssembler(options.Seed);
        report("measuring rows");
        rows.Measure(read.SelectMany(s => _stage.Rows(s.Name)), ct);
        rows.Decide(ct);
        var manifest = await WriteAsync(rows, read, staged, warnings, report, ct);
        _stage.Delete();
        return manifest;
    }

    private async Task<DataManifest> WriteAsync(
        RowAssembler rows, IDataSource[] read, SortedDictionary<string, string> staged, List<string> warnings, Action<string> report, CancellationToken ct)
    {
        report("choosing running text");
        var texts = new TextSelector(options, rows.Splits, rows.HeldOut);
        var lines = texts.Select(() => read.SelectMany(s => _stage.Texts(s.Name)), ct);
        if (lines.Count == 0 && rows.IsEmpty)
        {
            _stage.Delete();
            DeleteIfEmpty(options.OutputFolder);
            throw new DataFormatException("No source gave anything. " + string.Join(" ", warnings));
        }

        report("writing " + options.OutputFolder);
        await DataWriter.WriteLinesAsync(Path.Combine(options.OutputFolder, DataFolder.PretrainFile), lines.Select(l => (ReadOnlyMemory<byte>)l), ct);
        var counter = new RowCounter();
        await DataWriter.WriteLinesAsync(Path.Combine(options.OutputFolder, DataFolder.RowsFile), rows.Finish(ct).Select(row => Line(row, counter)), ct);
        var manifest = new DataManifest(
            options.Profile, options.Seed, staged, warnings, counter.Splits, counter.Values, counter.LanguageByTask, texts.Bytes, rows.Quality,
            new DuplicateCounts(rows.LeftOut.Equal, rows.LeftOut.AcrossSplits, texts.LeftOut.Equal, texts.LeftOut.AcrossSplits));
        await DataWriter.WriteManifestAsync(options.OutputFolder, manifest, ct);
        return manifest;
    }

    private static ReadOnlyMemory<byte> Line(DataRow row, RowCounter counter)
    {
        counter.Add(row);
        return JsonSerializer.SerializeToUtf8Bytes(row, DataFolder.Json);
    }

    /// <summary>Runs one source, unless an earlier try of this build did.</summary>
    private async Task<StagedSource?> StageAsync(IDataSource source, Action<string> report, List<string> warnings, CancellationToken ct)
    {
        var key = StageKey.Of(options, source);
        if (_stage.Find(source.Name, key) is { } known)
        {
            report($"{source.Name}: kept from the build that was stopped");
            return known;
        }

        var missing = new List<string>();
        var context = new SourceContext(
            new PackageStore(options.CacheFolder), options.Languages, options.Seed, new SplitRule(options.Seed).IsHeldOut, report, Warn);
        try
        {
            string read;
            using (var writer = _stage.Open(source.Name, Pool(source), options.MostTokens))
            {
                read = await source.ReadAsync(context, writer, ct);
                writer.Complete();
            }

            var note = new StagedSource(key, read, missing);
            await _stage.CompleteAsync(source.Name, note, ct);
            return note;
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // A package whose content changed can surprise its reader in any way; the other sources are still worth having.
            var why = e is SourceException ? e.Message : $"its content has changed in a way that its reader does not know ({e.GetType().Name}: {e.Message})";
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

    private DraftPool Pool(IDataSource source) =>
        new(source.RowCaps.ToDictionary(c => c.Key, c => (int)Math.Ceiling(c.Value * options.Scale)));

    private static void DeleteIfEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
