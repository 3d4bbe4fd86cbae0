using System.Diagnostics;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Annotation;

/// <summary>Adds markers to a file of rows, a few lines in memory at a time. A run that was stopped goes on after its last whole row.</summary>
/// <param name="options">The files and the model.</param>
/// <param name="key">The key that the model's server wants, or null.</param>
internal sealed class Annotator(AnnotationOptions options, string? key)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);

    /// <summary>Annotates the file.</summary>
    /// <param name="report">Takes one-line progress notes.</param>
    /// <param name="rejected">Takes every line that is no row, when it is met.</param>
    /// <param name="ct">Stops the run; what is finished is kept.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="CommandException">The model's server cannot be used, or what an earlier run left belongs to another one.</exception>
    /// <exception cref="DataFormatException">The input is missing or damaged.</exception>
    public async Task<AnnotationSummary> RunAsync(Action<string> report, Action<AnnotatedLine> rejected, CancellationToken ct)
    {
        if (Path.GetFullPath(options.Input) == Path.GetFullPath(options.Output))
        {
            throw new CommandException("IN and OUT are the same file. Give OUT another name.");
        }

        using (var progress = ProgressFile.Open(options.Progress, await ProgressKey.OfAsync(options, ct)))
        {
            if (progress.Count > 0)
            {
                report($"going on after line {progress.Last}: {progress.Count} lines are done");
            }

            await AnnotateAsync(progress, report, rejected, ct);
        }

        report("writing " + options.Output);
        var summary = await new AnnotationOutput(options, MarkerTaxonomy.Default).WriteAsync(ct);
        File.Delete(options.Progress);
        return summary;
    }

    private async Task AnnotateAsync(ProgressFile progress, Action<string> report, Action<AnnotatedLine> rejected, CancellationToken ct)
    {
        using var client = options.Llm is null ? null : new LlmClient(options.Llm, key);
        var asker = client is null ? null : new MarkerAsker(client, MarkerTaxonomy.Default);
        var open = InputLines.Read(options.Input).SkipWhile(l => l.Number <= progress.Last);
        if (asker is not null && open.Any())
        {
            await asker.CheckAsync(ct);
        }

        var annotator = new LineAnnotator(MarkerTaxonomy.Default, asker);
        var clock = Stopwatch.StartNew();
        await foreach (var line in OrderedParallel.SelectAsync(open, options.Llm?.Parallel ?? Environment.ProcessorCount, annotator.AnnotateAsync, ct))
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
}
