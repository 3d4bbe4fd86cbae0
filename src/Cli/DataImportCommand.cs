using System.CommandLine;
using TreasureMarkers.Data.Import;
using TreasureMarkers.Data.Records;

namespace TreasureMarkers.Cli;

/// <summary><c>tm data import</c>: makes a data folder of a user's own files.</summary>
internal sealed class DataImportCommand
{
    private const int InterruptedExitCode = 130;

    private readonly Argument<string[]> _inputs = new("IN")
    {
        Description = $"Files, folders or globs: {InputFiles.Allowed}.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _output = new("--out") { Description = "The data folder to write.", Required = true };
    private readonly Option<string?> _map = new("--map")
    {
        Description = "Which field is which, where the shape is not a known one: prompt=FIELD,completion=FIELD[,system=…,group=…,"
            + "markers.lang=…], or messages=FIELD, or text=FIELD. FIELD may be a path such as answers.0.text.",
    };

    private readonly Option<double> _evalShare = new("--eval-share")
    {
        Description = "The share of rows to hold out, whole groups of them, 0 to 0.5. Files named train… and test…, and a field split, decide instead.",
        DefaultValueFactory = _ => 0.05,
    };

    private readonly Option<int?> _context = new("--context")
    {
        Description = "Count the rows that are longer than so many tokens, by an estimate. None is cut.",
    };

    private readonly Option<string?> _licence = new("--licence") { Description = "The licence of rows that name none, for their provenance." };
    private readonly Option<bool> _noMarkers = new("--no-markers") { Description = "Add no markers; `tm annotate` can do it later." };
    private readonly Option<bool> _force = new("--force") { Description = "Replace the data folder where it exists." };

    private readonly AnnotationModelOptions _model = new();

    /// <summary>The verb with its options.</summary>
    public static Command Create() => new DataImportCommand().Verb();

    private Command Verb()
    {
        _evalShare.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 0.5))
            {
                result.AddError("--eval-share must be from 0 to 0.5.");
            }
        });
        _context.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--context must be at least 1.");
            }
        });
        var command = new Command("import", "Bring in files of your own: rows in the shapes that people have, with markers added.")
        {
            _inputs, _output, _map, _evalShare, _context, _licence, _noMarkers, _force,
        };
        _model.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (client, parallel) = _model.ReadModel(parsed);
        using var asked = client;
        var folder = parsed.GetRequiredValue(_output);
        var options = new ImportOptions
        {
            Map = parsed.GetValue(_map) is { } map ? FieldMap.Parse(map) : null,
            Lang = _model.ReadLang(parsed),
            EvalShare = parsed.GetValue(_evalShare),
            Context = parsed.GetValue(_context),
            Licence = parsed.GetValue(_licence),
            WithMarkers = !parsed.GetValue(_noMarkers),
            Client = client,
            Parallel = parallel,
            Force = parsed.GetValue(_force),
        };
        try
        {
            var done = await CommandProgress.RunAsync(
                report => DataImport.ToFolderAsync(parsed.GetRequiredValue(_inputs), folder, options, report, cancellationToken));
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
