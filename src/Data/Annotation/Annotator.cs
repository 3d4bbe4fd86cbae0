using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using TreasureMarkers.Data.Quality;
using TreasureMarkers.Data.Records;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Annotation;

/// <summary>What to annotate.</summary>
/// <param name="Input">Rows as JSON Lines; compressed when the name ends in <c>.gz</c> or <c>.zst</c>.</param>
/// <param name="Output">The file to write; compressed when the name ends in <c>.gz</c>.</param>
internal sealed record AnnotationOptions(string Input, string Output)
{
    /// <summary>The language of short answers where neither they nor their prompts tell; null for the one that nearly all rows have.</summary>
    public string? Lang { get; init; }

    /// <summary>Whether an output that exists is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Where the quality buckets of these languages begin already; other languages' are those of the rows.</summary>
    public IReadOnlyDictionary<string, QualityThresholds> Quality { get; init; } = new Dictionary<string, QualityThresholds>();

    /// <summary>The most rows that are worked on at the same time.</summary>
    public int Parallel { get; init; } = Environment.ProcessorCount;

    /// <summary>Where finished rows are kept until all are.</summary>
    public string Progress => Output + ".progress";

    /// <summary>Where lines go that are no rows.</summary>
    public string Rejects => Output + ".rejects.jsonl";
}

/// <summary>
/// Adds markers to a file of rows, a few lines in memory at a time. A run that was stopped goes on after its last whole row.
/// </summary>
/// <param name="options">The files.</param>
/// <param name="client">The model that is asked for what cannot be measured; null to measure only. The caller disposes of it.</param>
internal sealed class Annotator(AnnotationOptions options, IChatClient? client)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);

    /// <summary>Annotates the file.</summary>
    /// <param name="report">Takes one-line progress notes.</param>
    /// <param name="rejected">Takes every line that is no row, when it is met.</param>
    /// <param name="cancellationToken">Stops the run; what is finished is kept.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="CommandException">
    /// The model's server cannot be used, or what an earlier run left belongs to another one.
    /// </exception>
    /// <exception cref="DataFormatException">The input is missing or damaged.</exception>
    public async Task<AnnotationSummary> RunAsync(
        Action<string> report, Action<AnnotatedLine> rejected, CancellationToken cancellationToken)
    {
        if (Path.GetFullPath(options.Input) == Path.GetFullPath(options.Output))
        {
            throw new CommandException("IN and OUT are the same file. Give OUT another name.");
        }

        if (!options.Force && File.Exists(options.Output))
        {
            throw new CommandException($"'{options.Output}' exists. Give another OUT, or --force to replace it.");
        }

        using (var progress = ProgressFile.Open(options.Progress, await ProgressKey.OfAsync(options, client, cancellationToken)))
        {
            if (progress.Count > 0)
            {
                report($"going on after line {progress.Last}: {progress.Count} lines are done");
            }

            await AnnotateAsync(progress, report, rejected, cancellationToken);
        }

        report("writing " + options.Output);
        var summary = await WriteAsync(cancellationToken);
        File.Delete(options.Progress);
        return summary;
    }

    private async Task AnnotateAsync(
        ProgressFile progress, Action<string> report, Action<AnnotatedLine> rejected, CancellationToken cancellationToken)
    {
        var asker = client is null ? null : new MarkerAsker(client, MarkerTaxonomy.Default);
        var open = InputLines.Read(options.Input).SkipWhile(l => l.Number <= progress.Last);
        if (asker is not null && open.Any())
        {
            await asker.CheckAsync(cancellationToken);
        }

        var annotator = new LineAnnotator(MarkerTaxonomy.Default, asker, options.Lang ?? LanguagePrior.Of(options.Input, cancellationToken));
        var clock = Stopwatch.StartNew();
        await foreach (var line in OrderedParallel.SelectAsync(open, options.Parallel, annotator.AnnotateAsync, cancellationToken))
        {
            progress.Append(line);
            if (line.Row is null)
            {
                rejected(line);
            }

            if (clock.Elapsed > ReportEvery)
            {
                clock.Restart();
                report($"{progress.Count:#,0} lines");
            }
        }
    }

    /// <summary>
    /// Writes the finished rows, with their quality, whose quarters only all rows together decide, and the rejects if there are some.
    /// </summary>
    private async Task<AnnotationSummary> WriteAsync(CancellationToken cancellationToken)
    {
        var quality = new SortedDictionary<string, QualityThresholds>(options.Quality.ToDictionary(), StringComparer.Ordinal);
        foreach (var (language, thresholds) in QualityBuckets.Fit(
            ProgressFile.Read(options.Progress).Where(l => l.Quality is not null).Select(l => (l.Lang!, l.Quality!.Value))))
        {
            quality.TryAdd(language, thresholds);
        }

        var summary = new AnnotationSummary { Quality = quality };
        File.Delete(options.Rejects);
        if (ProgressFile.Read(options.Progress).Any(l => l.Row is null))
        {
            await DataFolder.WriteLinesAsync(
                options.Rejects, ProgressFile.Read(options.Progress).Where(l => l.Row is null).Select(Reject), cancellationToken);
        }

        await DataFolder.WriteLinesAsync(
            options.Output, ProgressFile.Read(options.Progress).Where(l => l.Row is not null).Select(Row), cancellationToken);
        return summary;

        ReadOnlyMemory<byte> Reject(AnnotatedLine line)
        {
            summary.Rejects++;
            return Bytes(new JsonObject { ["line"] = line.Number, ["reason"] = line.Reason, ["text"] = line.Text });
        }

        ReadOnlyMemory<byte> Row(AnnotatedLine line)
        {
            var row = line.Row!;
            var markers = MarkerSet.Create(
                MarkerTaxonomy.Default, row["markers"]!.AsObject().Select(m => KeyValuePair.Create(m.Key, m.Value!.GetValue<string>())));
            KeyValuePair<string, string>[] added = line.Quality is { } score
                ? [.. quality[line.Lang!].Markers(score).Where(m => !markers.ContainsKey(m.Key))]
                : [];
            summary.Add(line, added.Select(m => m.Key));
            return Bytes(LineAnnotator.WithMarkers(row, added.Aggregate(markers, (set, m) => set.With(m.Key, m.Value))));
        }

        static ReadOnlyMemory<byte> Bytes(JsonObject line) => JsonSerializer.SerializeToUtf8Bytes(line, DataFolder.Json);
    }
}

/// <summary>What a run did.</summary>
internal sealed class AnnotationSummary
{
    private const int ShownContradictions = 10;
    private readonly List<string> _contradictions = [];

    /// <summary>Rows that were written.</summary>
    public int Rows { get; private set; }

    /// <summary>Lines that are no rows.</summary>
    public int Rejects { get; set; }

    /// <summary>Markers that were added, by category.</summary>
    public SortedDictionary<string, int> Added { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows for which the model found no value to fit, by category.</summary>
    public SortedDictionary<string, int> Unspecified { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows for which the model gave no allowed value, by category.</summary>
    public SortedDictionary<string, int> Unanswered { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows whose own marker contradicts their text, by category.</summary>
    public SortedDictionary<string, int> Contradicted { get; } = new(StringComparer.Ordinal);

    /// <summary>Where each language's quality buckets begin.</summary>
    public required IReadOnlyDictionary<string, QualityThresholds> Quality { get; init; }

    /// <summary>Counts a row.</summary>
    /// <param name="line">The row.</param>
    /// <param name="alsoAdded">The categories of markers that only all rows together decide.</param>
    public void Add(AnnotatedLine line, IEnumerable<string> alsoAdded)
    {
        Rows++;
        Count(Added, line.Added.Except(line.Unspecified).Concat(alsoAdded));
        Count(Unspecified, line.Unspecified);
        Count(Unanswered, line.Unanswered);
        Count(Contradicted, line.Contradictions.Select(c => c.Category));
        _contradictions.AddRange(line.Contradictions.Take(ShownContradictions - _contradictions.Count)
            .Select(c => $"{Place(line)}: {c.Category} says '{c.Said}', the answer measures '{c.Measured ?? "none"}'"));
    }

    /// <summary>How many of the rows' own markers contradict their texts, and the first of them, in lines for people.</summary>
    public IEnumerable<string> DescribeContradictions()
    {
        if (Contradicted.Count > 0)
        {
            var counts = string.Join(", ", Contradicted.Select(category => $"{category.Key} {category.Value:#,0}"));
            yield return $"markers that contradict their text, kept as they are: {counts}; the first:";
        }

        foreach (var contradiction in _contradictions)
        {
            yield return "  " + contradiction;
        }
    }

    /// <summary>Where the user finds the row: an imported one says it itself.</summary>
    private static string Place(AnnotatedLine line) =>
        line.Row?["provenance"]?["record"] is JsonValue record ? record.ToString() : $"line {line.Number}";

    private static void Count(SortedDictionary<string, int> counts, IEnumerable<string> categories)
    {
        foreach (var category in categories)
        {
            counts[category] = counts.GetValueOrDefault(category) + 1;
        }
    }
}
