using System.CommandLine;
using System.Text;
using Spectre.Console;
using TreasureMarkers.Data;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Tokenization.Training;

namespace TreasureMarkers.Cli;

/// <summary><c>tm tokenizer</c>: learns the byte-level BPE of a data folder.</summary>
internal static class TokenizerCommand
{
    /// <summary>The command with its verbs.</summary>
    public static Command Create() => new("tokenizer", "Learn the tokenizer of a data folder.") { Train() };

    private static Command Train()
    {
        var data = new Option<string>("--data") { Description = "The data folder; tokenizer.json is written into it.", Required = true };
        var size = new Option<int>("--vocab-size")
        {
            Description = "All ids: control tokens, bytes, merges and marker tokens.",
            DefaultValueFactory = _ => 8192,
        };
        size.Validators.Add(result =>
        {
            if (TokenizerJsonWriter.MergesIn(result.GetValueOrDefault<int>(), MarkerTaxonomy.Default) < 1)
            {
                var taken = -TokenizerJsonWriter.MergesIn(0, MarkerTaxonomy.Default);
                result.AddError($"--vocab-size must be above {taken}, which the control tokens, bytes and markers take.");
            }
        });
        var command = new Command("train", "Learn byte-level BPE merges and write tokenizer.json.") { data, size };
        command.SetAction((parsed, cancellationToken) =>
            TrainAsync(parsed.GetRequiredValue(data), parsed.GetRequiredValue(size), cancellationToken));
        return command;
    }

    private static async Task<int> TrainAsync(string folder, int size, CancellationToken cancellationToken)
    {
        var merges = await CommandProgress.RunAsync(report => LearnAsync(folder, size, report, cancellationToken));
        AnsiConsole.WriteLine($"{Path.Combine(folder, DataFolder.TokenizerFile)}: {merges} merges");
        return 0;
    }

    private static async Task<int> LearnAsync(string folder, int size, Action<string> report, CancellationToken cancellationToken)
    {
        report("counting words");
        var words = new WordTable();
        await foreach (var text in DataFolder.ReadPretrainAsync(folder, DataSplit.Train, cancellationToken))
        {
            words.Add(text.Lang, text.Text);
        }

        await foreach (var row in DataFolder.ReadRowsAsync(folder, DataSplit.Train, cancellationToken))
        {
            words.Add(row.Markers.GetValueOrDefault("lang", "none"), " " + row.Messages[^1].Content);
        }

        report("learning merges");
        var merges = BpeTrainer.Learn(words.Weighted(), TokenizerJsonWriter.MergesIn(size, MarkerTaxonomy.Default));
        cancellationToken.ThrowIfCancellationRequested();
        var json = Encoding.UTF8.GetBytes(TokenizerJsonWriter.Write(merges, MarkerTaxonomy.Default));
        await AtomicFile.WriteAsync(
            Path.Combine(folder, DataFolder.TokenizerFile), file => file.WriteAsync(json, cancellationToken).AsTask());
        return merges.Count;
    }
}
