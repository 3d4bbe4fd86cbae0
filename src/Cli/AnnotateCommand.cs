using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data.Annotation;
using TreasureMarkers.Data.Import;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Cli;

/// <summary><c>tm annotate</c>: adds markers to a user's own rows.</summary>
internal static class AnnotateCommand
{
    private const int ShownRejects = 10;
    private const int InterruptedExitCode = 130;

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var input = new Argument<string>("IN")
        {
            Description = "Rows with an answer, .jsonl, .jsonl.gz or .jsonl.zst, or a data folder. Other files are brought in with `tm data import`.",
        };
        var output = new Argument<string>("OUT") { Description = "The file to write, .jsonl or .jsonl.gz; for a data folder, the folder." };
        var force = new Option<bool>("--force") { Description = "Replace OUT where it exists." };
        var model = new AnnotationModelOptions();
        var command = new Command("annotate", "Add the markers that rows of your own lack: what can be measured, and with --llm what a model says.")
        {
            input, output, force,
        };
        model.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (client, parallel) = model.ReadModel(parsed);
            using (client)
            {
                var options = new AnnotationOptions(parsed.GetRequiredValue(input), parsed.GetRequiredValue(output))
                {
                    Parallel = parallel,
                    Lang = model.ReadLang(parsed),
                    Force = parsed.GetValue(force),
                };
                return await RunAsync(options, client, cancellationToken);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(AnnotationOptions options, AnnotationServer? client, CancellationToken cancellationToken)
    {
        var rejects = 0;
        try
        {
            var summary = await CommandProgress.RunAsync(report => Directory.Exists(options.Input)
                ? FolderAnnotation.RunAsync(options, client, report, cancellationToken)
                : new Annotator(options, client).RunAsync(report, line => Show(line, ++rejects), cancellationToken));
            ShowTable(summary);
            foreach (var line in summary.DescribeContradictions())
            {
                Console.WriteLine(line);
            }

            Console.WriteLine(
                $"{options.Output}: {summary.Rows} rows, {summary.Rejects} rejects{(summary.Rejects == 0 ? "" : $", which are in {options.Rejects}")}");
            if (summary.Rows > 0)
            {
                Console.WriteLine($"Train on it with `tm train --data {options.Output}`.");
            }

            return summary.Rows > 0 ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped; finished rows are kept. Run the same command again to go on.");
            return InterruptedExitCode;
        }
    }

    private static void Show(AnnotatedLine line, int number)
    {
        if (number <= ShownRejects)
        {
            Console.Error.WriteLine($"line {line.Number}: {line.Reason}");
        }
    }

    /// <summary>Shows which markers were added, and how many of the rows' own contradict their texts.</summary>
    public static void ShowTable(AnnotationSummary summary)
    {
        var table = new Table().AddColumn("marker");
        foreach (var column in (string[])["added", "Unspecified", "no answer", "contradicted"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        IReadOnlyDictionary<string, int>[] counts = [summary.Added, summary.Unspecified, summary.Unanswered, summary.Contradicted];
        foreach (var category in MarkerTaxonomy.Default.Categories.Select(c => c.Name).Where(c => counts.Any(count => count.ContainsKey(c))))
        {
            table.AddRow([category, .. counts.Select(count => $"{count.GetValueOrDefault(category)}")]);
        }

        AnsiConsole.Write(table);
    }
}
