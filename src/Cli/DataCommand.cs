using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Cli;

/// <summary><c>tm data</c>: makes training data from real text in package registries.</summary>
internal static class DataCommand
{
    /// <summary>The command with its verbs.</summary>
    public static Command Create() => new("data", "Make training data from real text in package registries.")
    {
        Build(), DataSampleCommand.Create(), DataStatsCommand.Create(), DataCheckCommand.Create(),
        LanguageIdentifierCommand.Create(Cache()), FluencyModelCommand.Create(Cache()),
    };

    private static Command Build()
    {
        var profile = new Option<string>("--profile") { Description = "How much to build.", DefaultValueFactory = _ => "tiny" };
        profile.AcceptOnlyFromAmong("tiny", "full");
        var output = new Option<string>("--out") { Description = "The data folder to write.", Required = true };
        var cache = Cache();
        var seed = new Option<string>("--seed") { Description = "Seeds every choice.", DefaultValueFactory = _ => "1" };
        var only = new Option<string[]>("--source") { Description = "Only this source of the profile; may be given several times." };
        only.AcceptOnlyFromAmong([.. DataSources.Full.Select(s => s.Name)]);
        var command = new Command("build", "Download the sources and write pretrain.jsonl.gz, rows.jsonl.gz and manifest.json.") { profile, output, cache, seed, only };
        var export = new DataExportOption(command);
        command.SetAction(async (result, ct) =>
        {
            var full = result.GetRequiredValue(profile) == "full";
            var names = result.GetValue(only) ?? [];
            IDataSource[] sources = [.. (full ? DataSources.Full : DataSources.Tiny).Where(s => names.Length == 0 || names.Contains(s.Name))];
            var (folder, downloads, seeded) = (result.GetRequiredValue(output), result.GetRequiredValue(cache), result.GetRequiredValue(seed));
            await BuildAsync(sources, full ? BuildOptions.Full(folder, downloads, seeded) : BuildOptions.Tiny(folder, downloads, seeded), ct);
            await export.RunAsync(result, folder, ct);
            return 0;
        });
        return command;
    }

    private static Option<string> Cache() =>
        new("--cache") { Description = "Where downloads are kept.", DefaultValueFactory = _ => DefaultCache };

    /// <summary>Where downloads are kept when nothing else is said.</summary>
    internal static string DefaultCache =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "treasuremarkers");

    private static async Task BuildAsync(IReadOnlyList<IDataSource> sources, BuildOptions options, CancellationToken ct)
    {
        var builder = new DataBuilder(sources, options);
        var manifest = await CommandProgress.RunAsync(report => builder.BuildAsync(report, ct));
        AnsiConsole.WriteLine(manifest.Describe(options.OutputFolder));
    }
}
