using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data.Exporting;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Cli;

/// <summary><c>--export trl</c> of the data commands: chat JSONL for trainers that exist.</summary>
internal sealed class DataExportOption
{
    private readonly Option<string?> _export = new("--export") { Description = "Also write chat JSONL for other trainers into a folder 'trl' of the data folder." };
    private readonly Option<string> _dropout = new("--dropout") { Description = "What the exported prompts' marker lists lose, as in training.", DefaultValueFactory = _ => "50_50" };

    /// <summary>Adds the options to a command.</summary>
    public DataExportOption(Command command)
    {
        _export.AcceptOnlyFromAmong("trl");
        command.Add(_export);
        command.Add(_dropout);
    }

    /// <summary>Exports the folder if that was asked for.</summary>
    /// <exception cref="CommandException">The dropout is none.</exception>
    public async Task RunAsync(ParseResult result, string folder, CancellationToken ct)
    {
        if (result.GetValue(_export) is not { } format)
        {
            return;
        }

        var output = Path.Combine(folder, format);
        await new TrlExport(MarkerDropout.Parse(result.GetRequiredValue(_dropout)), seed: 1).WriteAsync(folder, output, ct);
        AnsiConsole.WriteLine($"{output}: train.jsonl and eval.jsonl");
    }
}
