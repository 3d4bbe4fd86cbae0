using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data.Import;
using TreasureMarkers.Data.Records;

namespace TreasureMarkers.Cli;

/// <summary><c>tm data import</c>: makes a data folder of a user's own files.</summary>
internal static class DataImportCommand
{
    private const int InterruptedExitCode = 130;

    private static readonly Argument<string[]> Inputs = new("IN")
    {
        Description = $"Files, folders or globs: {InputFiles.Allowed}.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Output = new("--out") { Description = "The data folder to write.", Required = true };
    private static readonly Option<string?> Map = new("--map")
    {
        Description = "Which field is which, where the shape is not a known one: prompt=FIELD,completion=FIELD[,system=…,group=…,"
            + "markers.lang=…], or messages=FIELD, or text=FIELD. FIELD may be a path such as answers.0.text.",
    };

    private static readonly Option<double> EvalShare = new("--eval-share")
    {
        Description = "The share of rows to hold out, whole groups of them, 0 to 0.5. Files named train… and test…, and a field split, decide instead.",
        DefaultValueFactory = _ => 0.05,
    };

    private static readonly Option<int?> Context = new("--context")
    {
        Description = "Count the rows that are longer than so many tokens, by an estimate. None is cut.",
    };

    private static readonly Option<string?> Licence = new("--licence") { Description = "The licence of rows that name none, for their provenance." };
    private static readonly Option<bool> NoMarkers = new("--no-markers") { Description = "Add no markers; `tm annotate` can do it later." };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace the data folder where it exists." };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        EvalShare.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 0.5))
            {
                result.AddError("--eval-share must be from 0 to 0.5.");
            }
        });
        Context.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--context must be at least 1.");
            }
        });
        var model = new AnnotationModelOptions();
        var command = new Command("import", "Bring in files of your own: rows in the shapes that people have, with markers added.")
        {
            Inputs, Output, Map, EvalShare, Context, Licence, NoMarkers, Force,
        };
        model.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(model, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(AnnotationModelOptions model, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (client, parallel) = model.ReadModel(parsed);
        using var asked = client;
        var folder = parsed.GetRequiredValue(Output);
        var options = new ImportOptions
        {
            Map = parsed.GetValue(Map) is { } map ? FieldMap.Parse(map) : null,
            Lang = model.ReadLang(parsed),
            EvalShare = parsed.GetValue(EvalShare),
            Context = parsed.GetValue(Context),
            Licence = parsed.GetValue(Licence),
            WithMarkers = !parsed.GetValue(NoMarkers),
            Client = client,
            Parallel = parallel,
            Force = parsed.GetValue(Force),
        };
        try
        {
            var done = await CommandProgress.RunAsync(
                report => DataImport.ToFolderAsync(parsed.GetRequiredValue(Inputs), folder, options, report, cancellationToken));
            if (done.Markers is { } markers)
            {
                AnnotateCommand.ShowTable(markers);
            }

            foreach (var line in done.Describe())
            {
                Console.WriteLine(line);
            }

            Console.WriteLine($"Train on it with `tm train --data {folder}`.");
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(client is null
                ? "Stopped; nothing was written." : "Stopped; the model's answers are kept. Run the same command again to go on.");
            return InterruptedExitCode;
        }
    }
}
