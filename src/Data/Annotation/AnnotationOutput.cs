using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Quality;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Annotation;

/// <summary>Writes the finished lines: the rows with their quality, whose quarters only all rows together decide, and the rejects.</summary>
/// <param name="options">The files.</param>
/// <param name="taxonomy">The markers' categories and values.</param>
internal sealed class AnnotationOutput(AnnotationOptions options, MarkerTaxonomy taxonomy)
{
    private readonly AnnotationSummary _summary = new();
    private IReadOnlyDictionary<string, QualityThresholds> _quality = new Dictionary<string, QualityThresholds>();

    /// <summary>Writes both files, each whole or not at all; a file of rejects is only left when there are some.</summary>
    public async Task<AnnotationSummary> WriteAsync(CancellationToken ct)
    {
        _quality = QualityBuckets.Fit(ProgressFile.Read(options.Progress).Where(l => l.Quality is not null).Select(l => (l.Lang!, l.Quality!.Value)));
        File.Delete(options.Rejects);
        if (ProgressFile.Read(options.Progress).Any(l => l.Row is null))
        {
            await WriteAsync(options.Rejects, ProgressFile.Read(options.Progress).Where(l => l.Row is null).Select(Reject), ct);
        }

        await WriteAsync(options.Output, ProgressFile.Read(options.Progress).Where(Counted).Select(Row), ct);
        return _summary;
    }

    private bool Counted(AnnotatedLine line)
    {
        if (line.Row is null)
        {
            _summary.Add(line, []);
        }

        return line.Row is not null;
    }

    private ReadOnlyMemory<byte> Row(AnnotatedLine line)
    {
        var row = line.Row!;
        var markers = MarkerSet.Create(taxonomy, row["markers"]!.AsObject().Select(m => KeyValuePair.Create(m.Key, m.Value!.GetValue<string>())));
        KeyValuePair<string, string>[] quality = line.Quality is { } score
            ? [.. _quality[line.Lang!].Markers(score).Where(m => !markers.ContainsKey(m.Key))]
            : [];
        _summary.Add(line, quality.Select(m => m.Key));
        return Bytes(LineAnnotator.WithMarkers(row, quality.Aggregate(markers, (set, m) => set.With(m.Key, m.Value))));
    }

    private static ReadOnlyMemory<byte> Reject(AnnotatedLine line) =>
        Bytes(new JsonObject { ["line"] = line.Number, ["reason"] = line.Reason, ["text"] = line.Text });

    private static ReadOnlyMemory<byte> Bytes(JsonObject line) => JsonSerializer.SerializeToUtf8Bytes(line, DataFolder.Json);

    private static Task WriteAsync(string path, IEnumerable<ReadOnlyMemory<byte>> lines, CancellationToken ct) =>
        path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? DataWriter.WriteLinesAsync(path, lines, ct) : DataWriter.WritePlainLinesAsync(path, lines, ct);
}
