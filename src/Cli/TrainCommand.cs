using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using TreasureMarkers.Data;
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
        command.SetAction((parsed, ct) => RunAsync(options, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(TrainOptions options, ParseResult parsed, CancellationToken ct)
    {
        var asked = options.Read(parsed);
        NativeRuntime.Prepare();
        torch.set_num_threads(options.ReadThreads(parsed));
        var settings = options.ReadSettings(parsed);
        var checkpoint = FindCheckpoint(settings.Folder, parsed.GetValue(options.Resume));
        var data = await TrainingData.LoadAsync(parsed.GetRequiredValue(options.Data), asked.HasPretraining, ct);
        using var claim = RunFolder.Claim(settings.Folder);
        var start = checkpoint is null ? Begin(asked, data, settings.Folder) : Continue(checkpoint, asked, data, settings.Folder);
        return Train(start, data, settings, ct);
    }

    private static int Train(RunStart start, TrainingData data, RunSettings settings, CancellationToken ct)
    {
        TrainingState last = start.State;
        try
        {
            ProgressLines.Show(progress =>
            {
                using var run = new TrainingRun(start, data, settings, progress);
                try
                {
                    run.Run(ct);
                }
                finally
                {
                    last = run.State;
                }
            });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"Interrupted after step {last.Step}; the checkpoint is written. Go on with --resume.");
            return InterruptedExitCode;
        }

        Console.WriteLine($"Finished: {last.Step} steps, {last.Tokens:#,0} tokens in {TimeSpan.FromSeconds(last.Seconds):h\\:mm\\:ss}; held-out loss {last.Losses.FineTuningEval:0.000}. Export it with `tm export --run {settings.Folder}`.");
        return 0;
    }

    private static Checkpoint? FindCheckpoint(string folder, bool resume)
    {
        var path = Path.Combine(folder, RunFolder.CheckpointFile);
        if (!File.Exists(path))
        {
            return null;
        }

        return resume
            ? CheckpointFile.Load(path)
            : throw new CommandException($"'{folder}' already holds a run. Add --resume to go on with it, or give another --out.");
    }

    private static RunStart Begin(TrainingOptions options, TrainingData data, string folder)
    {
        var shape = ModelConfiguration.FromPreset(options.Preset, data.Tokenizer.VocabularySize);
        File.Copy(Path.Combine(data.Folder, DataFolder.TokenizerFile), Path.Combine(folder, ModelFiles.Tokenizer), overwrite: true);
        AtomicFile.WriteText(Path.Combine(folder, ModelFiles.Taxonomy), data.Taxonomy.ToJson());
        var phase = options.HasPretraining ? TrainingPhase.Pretraining : TrainingPhase.FineTuning;
        var state = new TrainingState(options, shape, data.Hashes, phase, 0, 0, 0, 0, 0, StreamPosition.Start, new RunLosses(), false);
        return new RunStart(state, WeightInitializer.Create(shape, options.Seed), Checkpoint: null);
    }

    private static RunStart Continue(Checkpoint checkpoint, TrainingOptions asked, TrainingData data, string folder)
    {
        // A run by the clock may be given more time; nothing else about it may change.
        var extended = asked.Minutes > checkpoint.State.Options.Minutes;
        var options = extended ? checkpoint.State.Options with { Minutes = asked.Minutes } : checkpoint.State.Options;
        var differing = Differences(options, asked);
        if (differing.Count > 0)
        {
            throw new CommandException($"'{folder}' was trained with other options: {string.Join(", ", differing)}. Give the same ones to resume it.");
        }

        if (!checkpoint.State.DataHashes.OrderBy(file => file.Key).SequenceEqual(data.Hashes.OrderBy(file => file.Key)))
        {
            throw new CommandException($"'{folder}' was trained on other data than '{data.Folder}' holds now. Give the same data folder to resume it.");
        }

        return new RunStart(checkpoint.State with { Options = options, IsFinished = checkpoint.State.IsFinished && !extended }, checkpoint.Weights, checkpoint);
    }

    private static List<string> Differences(TrainingOptions saved, TrainingOptions asked)
    {
        var before = JsonSerializer.SerializeToNode(saved, ModelFiles.Json)!.AsObject();
        var now = JsonSerializer.SerializeToNode(asked, ModelFiles.Json)!.AsObject();
        return [.. before.Where(option => !JsonNode.DeepEquals(option.Value, now[option.Key])).Select(option => $"{option.Key} was {option.Value?.ToJsonString() ?? "not given"}")];
    }
}
