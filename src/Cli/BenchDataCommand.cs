using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Evaluation.Benchmarks;
using TreasureMarkers.Models;

namespace TreasureMarkers.Cli;

/// <summary><c>bench data</c>: rows that a build measures in a second.</summary>
internal static class BenchDataCommand
{
    private const double Goal = 3000;
    private const int LeastRepetitions = 3;

    private static readonly JsonSerializerOptions Indented = new(ModelFiles.Json) { WriteIndented = true };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var data = new Option<string?>("--data")
        {
            Description = "A data folder whose rows are measured; without it the tiny profile, which is built into artifacts/bench-data "
                + "if it is not there.",
        };
        var folder = new Option<string>("--folder")
        {
            Description = "Where latest.json goes.",
            DefaultValueFactory = _ => Path.Combine("bench", "data"),
        };
        var repetitions = new Option<int>("--repetitions")
        {
            Description = "How often all rows are measured, at least 3.",
            DefaultValueFactory = _ => 7,
        };
        var command = new Command("data", "Rows that a data build measures and annotates in a second.") { data, folder, repetitions };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(data),
            parsed.GetRequiredValue(folder),
            Math.Max(LeastRepetitions, parsed.GetValue(repetitions)),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(string? data, string folder, int repetitions, CancellationToken cancellationToken)
    {
        var result = await CommandProgress.RunAsync(async report =>
        {
            var source = data ?? await TinyAsync(report, cancellationToken);
            report("reading " + source);
            var drafts = await DataBench.ReadAsync(source, cancellationToken);
            var rates = DataBench.Run(drafts, repetitions, report, cancellationToken);
            var manifest = await DataFolder.ReadManifestAsync(source, cancellationToken);
            return DataBenchResult.Create(
                rates, drafts.Count, drafts.Sum(d => (long)d.Answer.Length), $"profile {manifest.Profile}, seed {manifest.Seed}",
                SourceCommit.Hash ?? "unknown", DateTime.UtcNow);
        });
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, "latest.json"), JsonSerializer.Serialize(result, Indented) + "\n");
        AnsiConsole.Write(Table(result));
        AnsiConsole.WriteLine($"{result.Rows:#,0} rows of {result.Corpus}; {result.Cores} cores; commit {result.Commit}, {result.Date}");
    }

    private static async Task<string> TinyAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var folder = Path.Combine("artifacts", "bench-data");
        if (!File.Exists(Path.Combine(folder, DataFolder.ManifestFile)))
        {
            var options = BuildOptions.Tiny(folder, DataCommand.DefaultCache, "1");
            await new DataBuilder(DataSources.Tiny, options).BuildAsync(report, cancellationToken);
        }

        return folder;
    }

    private static Table Table(DataBenchResult result)
    {
        var table = new Table().AddColumn("annotated").AddColumn(new TableColumn("rows/s").RightAligned());
        table.AddRow($"median of {result.Repetitions.Count}", $"{result.RowsPerSecond:#,0}");
        table.AddRow("slowest", $"{result.LeastRowsPerSecond:#,0}");
        table.AddRow("fastest", $"{result.MostRowsPerSecond:#,0}");
        table.AddRow("goal on two cores", $"{Goal:#,0}");
        return table;
    }
}
