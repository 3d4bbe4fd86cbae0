using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data.Statistics;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

namespace TreasureMarkers.Cli;

/// <summary><c>tm data stats</c>: what a data folder holds, in the terminal and as a page.</summary>
internal static class DataStatsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The data folder.", Required = true };
        var html = new Option<string?>("--html") { Description = "The page to write; stats.html in the data folder when not given." };
        var command = new Command("stats", "Show the rows per marker value, language and task, and write them as an HTML page with the licences.") { data, html };
        var export = new DataExportOption(command);
        command.SetAction(async (result, ct) =>
        {
            var folder = result.GetRequiredValue(data);
            await RunAsync(folder, result.GetValue(html) ?? Path.Combine(folder, "stats.html"), ct);
            await export.RunAsync(result, folder, ct);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(string folder, string html, CancellationToken ct)
    {
        var statistics = await CommandProgress.RunAsync(report =>
        {
            report("counting " + folder);
            return DataStatistics.OfAsync(folder, ct);
        });
        foreach (var category in MarkerTaxonomy.Default.Categories.Where(c => c.Kind == MarkerKind.Categorical))
        {
            AnsiConsole.Write(Table(category.Name, statistics));
        }

        AnsiConsole.WriteLine($"{statistics.Rows} rows ({string.Join(", ", statistics.Splits.Select(s => $"{s.Value} {s.Key}"))}), {statistics.TextBytes.Values.Sum() / 1e6:0.0} MB of running text");
        await AtomicFile.WriteAsync(html, async file =>
        {
            await using var writer = new StreamWriter(file);
            await writer.WriteAsync(StatisticsPage.Write($"Data in {Path.GetFileName(Path.GetFullPath(folder))}", statistics).AsMemory(), ct);
        });
        AnsiConsole.WriteLine(html);
    }

    private static Table Table(string category, DataStatistics statistics)
    {
        var table = new Table().AddColumn(category);
        foreach (var column in (string[])["train", "eval", "of them synthetic", "%"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var (name, count) in statistics.Values.Where(v => v.Key.StartsWith(category + "/", StringComparison.Ordinal))
            .OrderByDescending(v => v.Value.Train + v.Value.Eval))
        {
            table.AddRow(
                Markup.Escape(name[(category.Length + 1)..]), $"{count.Train}", $"{count.Eval}", $"{count.SyntheticTrain} + {count.SyntheticEval}",
                $"{100.0 * (count.Train + count.Eval) / statistics.Rows:0.00}");
        }

        return table;
    }
}
