using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Exporting;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Statistics;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Cli;

/// <summary><c>tm data</c>: builds training data, takes a part of it, counts it and checks it.</summary>
internal static class DataCommand
{
    /// <summary>Findings of one check that are shown; the rest are counted.</summary>
    private const int ShownFindings = 5;

    /// <summary>Where downloads are kept when nothing else is said.</summary>
    public static string DefaultCache =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "treasuremarkers");

    /// <summary>The command with its verbs.</summary>
    public static Command Create() => new("data", "Make training data: from files of your own, or from real text in package registries.")
    {
        DataImportCommand.Create(), Build(), DataDistillCommand.Create(), Sample(), Stats(), Check(),
        EmbeddedModelCommand.LanguageIdentifier(Cache()), EmbeddedModelCommand.FluencyModel(Cache()), LabelModelCommand.PromptLabels(),
        LabelModelCommand.StyleModels(),
    };

    private static Option<string> Cache() =>
        new("--cache") { Description = "Where downloads are kept.", DefaultValueFactory = _ => DefaultCache };

    private static Option<string> Folder(string description = "The data folder.") =>
        new("--data") { Description = description, Required = true };

    private static Command Build()
    {
        var profile = new Option<string>("--profile") { Description = "How much to build.", DefaultValueFactory = _ => "tiny" };
        profile.AcceptOnlyFromAmong("tiny", "full", "base");
        var output = new Option<string>("--out") { Description = "The data folder to write.", Required = true };
        var cache = Cache();
        var seed = new Option<string>("--seed") { Description = "Seeds every choice.", DefaultValueFactory = _ => "1" };
        var only = new Option<string[]>("--source")
        {
            Description = "Only this source of the profile; may be given several times. A wrong name lists the right ones.",
            HelpName = "name",
        };
        only.AcceptOnlyFromAmong([.. DataSources.Full.Concat(DataSources.Base).Select(source => source.Name).Distinct()]);
        var files = new Option<string?>("--sources")
        {
            Description = "The folder of public data files, for the base profile; without a file its rows are missing, and a warning says where it comes from.",
            HelpName = "DIR",
        };
        var exclude = new Option<string[]>("--exclude")
        {
            Description = "Nothing near these questions and prompts gets into the rows: files of JSON records, one a line, or folders of such.",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("build", "Download the sources and write pretrain.jsonl.gz, rows.jsonl.gz and manifest.json.")
        {
            profile, output, cache, seed, only, files, exclude,
        };
        var export = AddExport(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            (IReadOnlyList<IDataSource> All, Func<string, string, string, BuildOptions> Options) built = parsed.GetRequiredValue(profile) switch
            {
                "full" => (DataSources.Full, BuildOptions.Full),
                "base" => (DataSources.Base, BuildOptions.Base),
                _ => (DataSources.Tiny, BuildOptions.Tiny),
            };
            var names = parsed.GetValue(only) ?? [];
            IDataSource[] sources = [.. built.All.Where(source => names.Length == 0 || names.Contains(source.Name))];
            var (folder, seeded) = (parsed.GetRequiredValue(output), parsed.GetRequiredValue(seed));
            var builder = new DataBuilder(sources, built.Options(folder, parsed.GetRequiredValue(cache), seeded) with
            {
                FilesFolder = parsed.GetValue(files),
                Excluded = parsed.GetValue(exclude) ?? [],
            });
            var manifest = await CommandProgress.RunAsync(report => builder.BuildAsync(report, cancellationToken));
            AnsiConsole.WriteLine(manifest.Describe(folder));
            await export(parsed, folder, cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command Sample()
    {
        var data = Folder();
        var output = new Option<string>("--out") { Description = "The data folder to write.", Required = true };
        var share = new Option<double>("--share")
        {
            Description = "How much of the rows and texts to keep, above 0 and at most 1.",
            Required = true,
        };
        share.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 1))
            {
                result.AddError("--share must be above 0 and at most 1.");
            }
        });
        var command = new Command("sample", "Write a part of a data folder, chosen by the ids alone, as a folder of its own.")
        {
            data, output, share,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = parsed.GetRequiredValue(output);
            var manifest = await CommandProgress.RunAsync(report =>
            {
                report("writing " + folder);
                return DataSample.WriteAsync(parsed.GetRequiredValue(data), folder, parsed.GetRequiredValue(share), cancellationToken);
            });
            AnsiConsole.WriteLine(manifest.Describe(folder));
            return 0;
        });
        return command;
    }

    private static Command Stats()
    {
        var data = Folder();
        var html = new Option<string?>("--html") { Description = "The page to write; stats.html in the data folder when not given." };
        var command = new Command(
            "stats", "Show the rows per marker value, language and task, and write them as an HTML page with the licences.")
        {
            data, html,
        };
        var export = AddExport(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = parsed.GetRequiredValue(data);
            await ShowStatisticsAsync(folder, parsed.GetValue(html) ?? Path.Combine(folder, "stats.html"), cancellationToken);
            await export(parsed, folder, cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command Check()
    {
        var data = Folder("The data folder to check.");
        var command = new Command("check", "Measure every row's markers again and check splits, ids, provenance and forbidden content.")
        {
            data,
        };
        command.SetAction((parsed, cancellationToken) => CheckAsync(parsed.GetRequiredValue(data), cancellationToken));
        return command;
    }

    /// <summary>Adds <c>--export trl</c> and <c>--dropout</c> to a command.</summary>
    /// <returns>Exports a folder if the command line asks for it.</returns>
    private static Func<ParseResult, string, CancellationToken, Task> AddExport(Command command)
    {
        var export = new Option<string?>("--export")
        {
            Description = "Also write chat JSONL for other trainers into a folder 'trl' of the data folder.",
        };
        export.AcceptOnlyFromAmong("trl");
        var dropout = new Option<string>("--dropout")
        {
            Description = "What the exported prompts' marker lists lose, as in training.",
            DefaultValueFactory = _ => "50_50",
        };
        command.Add(export);
        command.Add(dropout);
        return async (parsed, folder, cancellationToken) =>
        {
            if (parsed.GetValue(export) is { } format)
            {
                var output = Path.Combine(folder, format);
                var rates = MarkerDropout.Parse(parsed.GetRequiredValue(dropout));
                await new TrlExport(rates, seed: 1).WriteAsync(folder, output, cancellationToken);
                AnsiConsole.WriteLine($"{output}: train.jsonl and eval.jsonl");
            }
        };
    }

    private static async Task ShowStatisticsAsync(string folder, string html, CancellationToken cancellationToken)
    {
        var statistics = await CommandProgress.RunAsync(report =>
        {
            report("counting " + folder);
            return DataStatistics.OfAsync(folder, cancellationToken);
        });
        foreach (var category in MarkerTaxonomy.Default.Categories.Where(category => category.Kind == MarkerKind.Categorical))
        {
            AnsiConsole.Write(Table(category.Name, statistics));
        }

        var splits = string.Join(", ", statistics.Splits.Select(split => $"{split.Value} {split.Key}"));
        AnsiConsole.WriteLine($"{statistics.Rows} rows ({splits}), {statistics.TextBytes.Values.Sum() / 1e6:0.0} MB of running text");
        var page = StatisticsPage.Write($"Data in {Path.GetFileName(Path.GetFullPath(folder))}", statistics);
        await AtomicFile.WriteAsync(html, async file =>
        {
            await using var writer = new StreamWriter(file);
            await writer.WriteAsync(page.AsMemory(), cancellationToken);
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

        foreach (var (name, count) in statistics.Values.Where(value => value.Key.StartsWith(category + "/", StringComparison.Ordinal))
            .OrderByDescending(value => value.Value.Train + value.Value.Eval))
        {
            table.AddRow(
                Markup.Escape(name[(category.Length + 1)..]), $"{count.Train}", $"{count.Eval}",
                $"{count.SyntheticTrain} + {count.SyntheticEval}", $"{100.0 * (count.Train + count.Eval) / statistics.Rows:0.00}");
        }

        return table;
    }

    /// <summary>Holds a data folder to its promises; exit code 1 when something is wrong.</summary>
    private static async Task<int> CheckAsync(string folder, CancellationToken cancellationToken)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var manifest = await DataFolder.ReadManifestAsync(folder, cancellationToken);
        var checks = DataChecks.For(manifest);
        await foreach (var finding in checks.CheckAsync(folder, cancellationToken))
        {
            counts[finding.Check] = counts.GetValueOrDefault(finding.Check) + 1;
            if (counts[finding.Check] <= ShownFindings)
            {
                AnsiConsole.WriteLine($"{finding.Check}: {finding.Id}: {finding.Detail}");
            }
        }

        var found = counts.Count == 0 ? "nothing is wrong" : string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}"));
        AnsiConsole.WriteLine($"{folder}: {found}");
        return counts.Count == 0 ? 0 : 1;
    }
}
