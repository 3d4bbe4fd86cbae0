using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Cli;

/// <summary><c>tm data check</c>: holds a data folder to its promises; exit code 1 when something is wrong.</summary>
internal static class DataCheckCommand
{
    /// <summary>Findings of one check that are shown; the rest are counted.</summary>
    private const int Shown = 5;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The data folder to check.", Required = true };
        var command = new Command("check", "Measure every row's markers again and check splits, ids, provenance and forbidden content.") { data };
        command.SetAction((result, ct) => RunAsync(result.GetRequiredValue(data), ct));
        return command;
    }

    private static async Task<int> RunAsync(string folder, CancellationToken ct)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var manifest = await DataFolder.ReadManifestAsync(folder, ct);
        await foreach (var finding in new DataChecks(MarkerTaxonomy.Default, new RowMeasurement(manifest.Quality).Of).CheckAsync(folder, ct))
        {
            counts[finding.Check] = counts.GetValueOrDefault(finding.Check) + 1;
            if (counts[finding.Check] <= Shown)
            {
                AnsiConsole.WriteLine($"{finding.Check}: {finding.Id}: {finding.Detail}");
            }
        }

        AnsiConsole.WriteLine(counts.Count == 0 ? $"{folder}: nothing is wrong" : $"{folder}: " + string.Join(", ", counts.Select(c => $"{c.Value} {c.Key}")));
        return counts.Count == 0 ? 0 : 1;
    }
}
