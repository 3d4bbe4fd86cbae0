using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data.Annotation;
using TreasureMarkers.Models;

namespace TreasureMarkers.Cli;

/// <summary><c>tm annotate</c>: adds markers to a user's own rows.</summary>
internal static class AnnotateCommand
{
    private const int ShownRejects = 10;
    private const int InterruptedExitCode = 130;

    private static readonly Argument<string> Input = new("IN.jsonl") { Description = "Rows with messages, or with prompt and completion; .jsonl or .jsonl.gz." };
    private static readonly Argument<string> Output = new("OUT.jsonl") { Description = "The file to write; .jsonl or .jsonl.gz." };
    private static readonly Option<string?> Llm = new("--llm") { Description = "An OpenAI-compatible server that is asked for task, domain and unclear formats, such as http://127.0.0.1:8000/v1. Its key is taken from OPENAI_API_KEY." };
    private static readonly Option<string?> Model = new("--model") { Description = "The model's name there." };
    private static readonly Option<int?> Rate = new("--requests-per-minute") { Description = "The most requests in a minute." };
    private static readonly Option<int> Parallel = new("--parallel") { Description = "Rows that are asked about at the same time.", DefaultValueFactory = _ => 4 };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("annotate", "Add the markers that rows of your own lack: what can be measured, and with --llm what a model says.")
        {
            Input, Output, Llm, Model, Rate, Parallel,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(Input), parsed.GetRequiredValue(Output), ReadServer(parsed), parsed.GetValue(Parallel), cancellationToken));
        return command;
    }

    private static AnnotationServerOptions? ReadServer(ParseResult parsed)
    {
        var (address, model, rate, parallel) = (parsed.GetValue(Llm), parsed.GetValue(Model), parsed.GetValue(Rate), parsed.GetValue(Parallel));
        if ((address is null) != (model is null))
        {
            throw new CommandException("--llm and --model go together: give the server's URL and the model's name there, or neither.");
        }

        if (rate < 1 || parallel is < 1 or > 1000)
        {
            throw new CommandException("--requests-per-minute must be at least 1, and --parallel from 1 to 1000.");
        }

        return address is null ? null
            : Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? new AnnotationServerOptions(url, model!) { RequestsPerMinute = rate }
            : throw new CommandException("--llm must be an http or https URL, such as http://127.0.0.1:8000/v1.");
    }

    private static async Task<int> RunAsync(
        string input, string output, AnnotationServerOptions? server, int parallel, CancellationToken cancellationToken)
    {
        var options = new AnnotationOptions(input, output) { Parallel = server is null ? Environment.ProcessorCount : parallel };
        using var client = server is null ? null : new AnnotationServer(server, Environment.GetEnvironmentVariable("OPENAI_API_KEY"));
        var annotator = new Annotator(options, client);
        var rejects = 0;
        try
        {
            var summary = await CommandProgress.RunAsync(report => annotator.RunAsync(report, line => Show(line, ++rejects), cancellationToken));
            Show(summary, options);
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

    private static void Show(AnnotationSummary summary, AnnotationOptions options)
    {
        var table = new Table().AddColumn("marker");
        foreach (var column in (string[])["added", "Unspecified", "no allowed answer"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var category in Markers.MarkerTaxonomy.Default.Categories.Select(c => c.Name)
            .Where(c => summary.Added.ContainsKey(c) || summary.Unspecified.ContainsKey(c) || summary.Unanswered.ContainsKey(c)))
        {
            table.AddRow(
                category, $"{summary.Added.GetValueOrDefault(category)}", $"{summary.Unspecified.GetValueOrDefault(category)}", $"{summary.Unanswered.GetValueOrDefault(category)}");
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"{options.Output}: {summary.Rows} rows, {summary.Rejects} rejects{(summary.Rejects == 0 ? "" : $", which are in {options.Rejects}")}");
    }
}
