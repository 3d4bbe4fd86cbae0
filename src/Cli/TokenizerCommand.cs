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
        var size = new Option<int>("--vocab-size") { Description = "All ids: control tokens, bytes, merges and marker tokens.", DefaultValueFactory = _ => 8192 };
        size.Validators.Add(result =>
        {
            if (TokenizerJsonWriter.MergesIn(result.GetValueOrDefault<int>(), MarkerTaxonomy.Default) < 1)
            {
                result.AddError($"--vocab-size must be above {-TokenizerJsonWriter.MergesIn(0, MarkerTaxonomy.Default)}, which the control tokens, bytes and markers take.");
            }
        });
        var command = new Command("train", "Learn byte-level BPE merges and write tokenizer.json.") { data, size };
        command.SetAction((result, ct) => TrainAsync(result.GetRequiredValue(data), result.GetRequiredValue(size), ct));
        return command;
    }

    private static async Task<int> TrainAsync(string folder, int size, CancellationToken ct)
    {
        var merges = await CommandProgress.RunAsync(report => LearnAsync(folder, size, report, ct));
        AnsiConsole.WriteLine($"{Path.Combine(folder, DataFolder.TokenizerFile)}: {merges} merges");
        return 0;
    }

    private static async Task<int> LearnAsync(string folder, int size, Action<string> report, CancellationToken ct)
    {
        report("counting words");
        var words = new WordTable();
        await foreach (var text in DataFolder.ReadPretrainAsync(folder, DataSplit.Train, ct))
        {
            words.Add(text.Lang, text.Text);
        }

        await foreach (var row in DataFolder.ReadRowsAsync(folder, DataSplit.Train, ct))
        {
            words.Add(row.Markers["lang"], " " + row.Messages[^1].Content);
        }

        report("learning merges");
        var merges = BpeTrainer.Learn(words.Weighted(), TokenizerJsonWriter.MergesIn(size, MarkerTaxonomy.Default));
        ct.ThrowIfCancellationRequested();
        var json = TokenizerJsonWriter.Write(merges, MarkerTaxonomy.Default);
        await AtomicFile.WriteAsync(
            Path.Combine(folder, DataFolder.TokenizerFile), file => file.WriteAsync(Encoding.UTF8.GetBytes(json), ct).AsTask());
        return merges.Count;
    }
}
