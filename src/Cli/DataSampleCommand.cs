using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data.Building;

namespace TreasureMarkers.Cli;

/// <summary><c>tm data sample</c>: a part of a data folder.</summary>
internal static class DataSampleCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The data folder.", Required = true };
        var output = new Option<string>("--out") { Description = "The data folder to write.", Required = true };
        var share = new Option<double>("--share") { Description = "How much of the rows and texts to keep, above 0 and at most 1.", Required = true };
        share.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 1))
            {
                result.AddError("--share must be above 0 and at most 1.");
            }
        });
        var command = new Command("sample", "Write a part of a data folder, chosen by the ids alone, as a folder of its own.") { data, output, share };
        command.SetAction(async (result, ct) =>
        {
            var (source, folder, kept) = (result.GetRequiredValue(data), result.GetRequiredValue(output), result.GetRequiredValue(share));
            var manifest = await CommandProgress.RunAsync(report =>
            {
                report("writing " + folder);
                return DataSample.WriteAsync(source, folder, kept, ct);
            });
            AnsiConsole.WriteLine(manifest.Describe(folder));
            return 0;
        });
        return command;
    }
}
