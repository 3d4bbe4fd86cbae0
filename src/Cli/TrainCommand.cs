using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Import;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Training;

namespace TreasureMarkers.Cli;

/// <summary><c>train</c>: next-token pretraining, then marker fine-tuning.</summary>
internal static class TrainCommand
{
    private const int InterruptedExitCode = 130;

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var options = new TrainOptions();
        var command = new Command("train", "Train a marker model: next-token pretraining, then marker fine-tuning.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(options, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(TrainOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        // System.CommandLine listens for Ctrl+C and SIGTERM once the action has given up its first thread.
        await Task.Yield();
        var asked = options.Read(parsed);
        var settings = options.ReadSettings(parsed);
        TrainingRun.Prepare(settings);
        var checkpoint = FindCheckpoint(settings.Folder, parsed.GetValue(options.Resume));
        var folder = await DataImport.FolderOfAsync(
            [parsed.GetRequiredValue(options.Data)], Path.TrimEndingDirectorySeparator(settings.Folder) + ".data", new ImportOptions(),
            Console.WriteLine, cancellationToken);
        using var data = await TrainingData.LoadAsync(
            folder, asked.HasPretraining, ProgressLines.NowAndThen<string>(_ => false), cancellationToken);
        asked = asked with { Model = asked.Model with { VocabSize = data.Tokenizer.VocabularySize } };
        using var claim = TrainingRun.Claim(settings.Folder);
        var state = checkpoint is null ? Begin(asked, data, settings.Folder) : Continue(checkpoint, asked, data, settings.Folder);
        try
        {
            ProgressLines.Show(progress =>
            {
                using var run = new TrainingRun(state, checkpoint, data, settings, progress);
                try
                {
                    run.Run(cancellationToken);
                }
                finally
                {
                    state = run.State;
                }
            });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"Interrupted after step {state.Step}; the checkpoint is written. Go on with --resume.");
            return InterruptedExitCode;
        }

        Console.WriteLine($"Finished: {state.Step} steps, {state.Tokens:#,0} tokens in {TimeSpan.FromSeconds(state.Seconds):h\\:mm\\:ss}; "
            + $"held-out loss {state.Losses.FineTuningEval:0.000}. Export it with `tm export --run {settings.Folder}`.");
        return 0;
    }

    private static Checkpoint? FindCheckpoint(string folder, bool resume)
    {
        if (!File.Exists(Path.Combine(folder, Checkpoint.FileName(0))))
        {
            return null;
        }

        return resume
            ? Checkpoint.Load(folder)
            : throw new CommandException($"'{folder}' already holds a run. Add --resume to go on with it, or give another --out.");
    }

    private static TrainingState Begin(TrainingConfig config, TrainingData data, string folder)
    {
        File.Copy(Path.Combine(data.Folder, DataFolder.TokenizerFile), Path.Combine(folder, ModelFiles.Tokenizer), overwrite: true);
        AtomicFile.WriteText(Path.Combine(folder, ModelFiles.Taxonomy), data.Taxonomy.ToJson());
        var phase = config.HasPretraining ? TrainingPhase.Pretraining : TrainingPhase.FineTuning;
        return new TrainingState(config, data.Hashes, phase, 0, 0, 0, 0, 0, new RunLosses(), IsFinished: false);
    }

    private static TrainingState Continue(Checkpoint checkpoint, TrainingConfig asked, TrainingData data, string folder)
    {
        if (!checkpoint.State.DataHashes.OrderBy(file => file.Key).SequenceEqual(data.Hashes.OrderBy(file => file.Key)))
        {
            throw new CommandException(
                $"'{folder}' was trained on other data than '{data.Folder}' holds now. Give the same data folder to resume it.");
        }

        // A run by the clock may be given more time; nothing else about it may change.
        var extended = asked.Minutes > checkpoint.State.Config.Minutes;
        var config = extended ? checkpoint.State.Config with { Minutes = asked.Minutes } : checkpoint.State.Config;
        var differing = Differences(config, asked);
        if (differing.Count > 0)
        {
            throw new CommandException(
                $"'{folder}' was trained with other options: {string.Join(", ", differing)}. Give the same ones to resume it.");
        }

        return checkpoint.State with { Config = config, IsFinished = checkpoint.State.IsFinished && !extended };
    }

    private static List<string> Differences(TrainingConfig saved, TrainingConfig asked)
    {
        var before = JsonSerializer.SerializeToNode(saved, ModelFiles.Json)!.AsObject();
        var now = JsonSerializer.SerializeToNode(asked, ModelFiles.Json)!.AsObject();
        return
        [
            .. before.Where(field => !JsonNode.DeepEquals(field.Value, now[field.Key]))
                .Select(field => $"{field.Key} was {field.Value?.ToJsonString() ?? "not given"}"),
        ];
    }
}
