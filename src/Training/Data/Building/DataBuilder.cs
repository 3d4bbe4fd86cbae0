using TreasureMarkers.Markers;
using TreasureMarkers.Training.Data.Sources;
using TreasureMarkers.Training.Data.Sources.Packages;

namespace TreasureMarkers.Training.Data.Building;

/// <summary>Runs the sources, chooses what is kept, and writes the data folder.</summary>
/// <param name="sources">Where text comes from.</param>
/// <param name="options">Sizes, seed and folders.</param>
public sealed class DataBuilder(IReadOnlyList<IDataSource> sources, BuildOptions options) : IDataSink
{
    /// <summary>Rows above this many estimated tokens are left out, except those of the kinds that are about length.</summary>
    private const int UsualTokens = 800;

    private const int MostTokens = 3000;

    private readonly DraftPool _rows = new(sources.SelectMany(s => s.RowCaps).ToDictionary(c => c.Key, c => (int)Math.Ceiling(c.Value * options.Scale)));
    private readonly Dictionary<string, List<TextDraft>> _texts = [];

    /// <summary>Builds the folder; the same packages and seed give the same bytes.</summary>
    /// <param name="report">Takes one-line progress notes.</param>
    /// <param name="ct">Stops the build; nothing is left half-written.</param>
    /// <returns>What was built.</returns>
    /// <exception cref="DataFormatException">No source could be read.</exception>
    public async Task<DataManifest> BuildAsync(Action<string> report, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(report);
        var splits = new SplitRule(options.Seed);
        var warnings = new List<string>();
        void Warn(string warning)
        {
            warnings.Add(warning);
            report("warning: " + warning);
        }

        var context = new SourceContext(
            new PackageStore(options.CacheFolder), options.Languages, options.Seed, splits.IsHeldOut, report, Warn);
        var read = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            try
            {
                read[source.Name] = await source.ReadAsync(context, this, ct);
            }
            catch (SourceException e)
            {
                Warn($"{source.Name} was skipped, so the data lacks {source.Coverage}: {e.Message}");
            }
        }

        var drafts = _rows.Take();
        if (_texts.Count == 0 && drafts.Count == 0)
        {
            throw new DataFormatException("No source gave anything. " + string.Join(" ", warnings));
        }

        report("measuring rows");
        var annotator = new RowAnnotator(MarkerTaxonomy.Default, splits);
        var rows = drafts.Select(annotator.Annotate).OfType<DataRow>().ToList();
        var texts = new TextSelector(options, splits).Select(_texts);
        report("writing " + options.OutputFolder);
        var manifest = DataManifest.Of(options, read, warnings, rows, texts);
        await DataWriter.WriteAsync(options.OutputFolder, rows, texts, manifest, ct);
        return manifest;
    }

    void IDataSink.Add(TextDraft text)
    {
        if (!_texts.TryGetValue(text.Lang, out var list))
        {
            _texts[text.Lang] = list = [];
        }

        list.Add(text);
    }

    void IDataSink.Add(RowDraft row)
    {
        var tokens = TokenEstimate.Of(row.Prompt) + TokenEstimate.Of(row.Answer);
        if ((row.Answer.Length > 0 || row.Calls is not null) && tokens <= (row.Kind.EndsWith("-long", StringComparison.Ordinal) ? MostTokens : UsualTokens))
        {
            _rows.Add(row);
        }
    }
}
