using Microsoft.Extensions.AI;
using TreasureMarkers.Data.Annotation;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Import;

/// <summary>Adds markers to the rows of a data folder, written as another one.</summary>
internal static class FolderAnnotation
{
    /// <summary>Annotates; the texts and the tokenizer are taken along.</summary>
    /// <param name="options">Input and output are folders; their other values are those of a file's annotation.</param>
    /// <param name="client">The model that is asked, or null.</param>
    /// <param name="report">Takes one-line progress notes.</param>
    /// <param name="cancellationToken">Stops the run; what is finished is kept.</param>
    /// <exception cref="CommandException">The output exists, or the model's server cannot be used.</exception>
    /// <exception cref="DataFormatException">The input is no data folder.</exception>
    public static async Task<AnnotationSummary> RunAsync(
        AnnotationOptions options, IChatClient? client, Action<string> report, CancellationToken cancellationToken)
    {
        var manifest = await DataFolder.ReadManifestAsync(options.Input, cancellationToken);
        if (AtomicFolder.AreSame(options.Input, options.Output))
        {
            throw new CommandException("IN and OUT are the same folder. Give OUT another name.");
        }

        if (File.Exists(options.Output))
        {
            throw new CommandException($"'{options.Output}' is a file, and IN is a data folder. Give a folder.");
        }

        Directory.CreateDirectory(options.Output);
        var rows = new Annotator(
            options with
            {
                Input = Path.Combine(options.Input, DataFolder.RowsFile),
                Output = Path.Combine(options.Output, DataFolder.RowsFile),
                Quality = manifest.Quality,
            },
            client);
        File.Delete(Path.Combine(options.Output, options.Force ? DataFolder.ManifestFile : ".none"));
        var summary = await rows.RunAsync(report, _ => { }, cancellationToken);
        foreach (var file in new[] { DataFolder.PretrainFile, DataFolder.TokenizerFile }.Where(name => File.Exists(Path.Combine(options.Input, name))))
        {
            File.Copy(Path.Combine(options.Input, file), Path.Combine(options.Output, file), overwrite: true);
        }

        var counter = new RowCounter();
        await foreach (var row in DataFolder.ReadRowsAsync(options.Output, null, cancellationToken))
        {
            counter.Add(row);
        }

        await DataFolder.WriteManifestAsync(options.Output, manifest with
        {
            Quality = summary.Quality,
            Values = counter.Values,
            LanguageByTask = counter.LanguageByTask,
        }, cancellationToken);
        return summary;
    }
}
