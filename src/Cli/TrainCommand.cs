using System.CommandLine;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Import;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Training;

namespace TreasureMarkers.Cli;

/// <summary><c>train</c>: a base is fine-tuned with markers, or a model is trained from nothing.</summary>
internal static class TrainCommand
{
    private const int InterruptedExitCode = 130;

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var options = new TrainOptions();
        var command = new Command("train", "Fine-tune a base with markers, or train a model from nothing (next-token pretraining, then markers).");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(options, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(TrainOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        // System.CommandLine listens for Ctrl+C and SIGTERM once the action has given up its first thread.
        await Task.Yield();
        return parsed.GetValue(options.Resume) is { } folder
            ? await ResumeAsync(options, parsed, folder, cancellationToken)
            : await BeginAsync(options, parsed, cancellationToken);
    }

    private static async Task<int> BeginAsync(TrainOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = options.ReadSettings(parsed);
        var (tuning, markers, basePath) = (options.ReadTuning(parsed), options.ReadMarkers(parsed), parsed.GetValue(options.Base));
        // Bad values are said before anything is read.
        var asked = basePath is null ? options.Read(parsed, null) : null;
        if (Checkpoint.Exists(settings.Folder))
        {
            throw new CommandException(
                $"'{settings.Folder}' already holds a run. Go on with it by `tm train --resume {settings.Folder}`, or give another --out.");
        }

        using var tuned = basePath is null ? null : TunedBase.Open(Path.GetFullPath(basePath), markers);
        var config = asked ?? options.Read(parsed, Presets.FineTuning(
            tuned!.Config, tuned.Reference, tuning with { TrainedTokens = tuning.Method == TrainingMethod.Full ? [] : tuned.AddedTokens }));
        TrainingRun.Prepare(settings);
        using var data = await LoadAsync(await DataFolderAsync(options, parsed, settings, config, tuned, cancellationToken), tuned, config, cancellationToken);
        config = tuned is null ? config with { Model = config.Model with { VocabSize = data.Tokenizer.VocabularySize } } : config;
        using var claim = TrainingRun.Claim(settings.Folder);
        WriteModelFiles(settings.Folder, data, tuned);
        new RunFile(Path.GetFullPath(data.Folder), config, settings, markers).Save();
        return Train(First(config, data), null, tuned, data, settings, cancellationToken);
    }

    private static async Task<int> ResumeAsync(TrainOptions options, ParseResult parsed, string folder, CancellationToken cancellationToken)
    {
        var file = RunFile.Load(folder);
        var checkpoint = Checkpoint.Exists(folder) ? Checkpoint.Load(folder) : null;
        var before = checkpoint?.State.Config ?? file.Config;
        var config = options.Extend(parsed, before);
        var settings = options.WithMachine(parsed, file.Settings);
        using var tuned = config.Base is { } reference ? TunedBase.Open(reference.Path, file.Markers) : null;
        if (tuned is not null && tuned.Reference.Hash != config.Base!.Hash)
        {
            throw new CommandException($"'{config.Base.Path}' is not the base any more that '{folder}' was trained from. Put it back to go on.");
        }

        TrainingRun.Prepare(settings);
        using var data = await LoadAsync(file.Data, tuned, config, cancellationToken);
        if (checkpoint is not null && !checkpoint.State.DataHashes.OrderBy(entry => entry.Key).SequenceEqual(data.Hashes.OrderBy(entry => entry.Key)))
        {
            throw new CommandException($"'{folder}' was trained on other data than '{data.Folder}' holds now. Put them back to go on.");
        }

        using var claim = TrainingRun.Claim(folder);
        WriteModelFiles(folder, data, tuned);
        var isMore = config.Minutes > before.Minutes || config.Steps > before.Steps || config.Epochs > before.Epochs;
        var state = checkpoint is null
            ? First(config, data)
            : checkpoint.State with { Config = config, IsFinished = checkpoint.State.IsFinished && !isMore };
        if (state.IsFinished)
        {
            Console.WriteLine($"The run is finished, at step {state.Step}. Give it more with --minutes, --steps or --epochs.");
            return 0;
        }

        return Train(state, checkpoint, tuned, data, settings, cancellationToken);
    }

    private static int Train(
        TrainingState state, Checkpoint? checkpoint, TunedBase? tuned, TrainingData data, RunSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            ProgressLines.Show(progress =>
            {
                using var run = new TrainingRun(state, checkpoint, tuned, data, settings, progress);
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
            Console.Error.WriteLine(
                $"Interrupted after step {state.Step}; the checkpoint is written. Go on with `tm train --resume {settings.Folder}`.");
            return InterruptedExitCode;
        }

        var heldOut = state.Losses.FineTuningEval is { } loss ? $"held-out loss {loss:0.000}" : "no held-out rows";
        Console.WriteLine($"Finished: {state.Step} steps, {state.Tokens:#,0} tokens in {TimeSpan.FromSeconds(state.Seconds):h\\:mm\\:ss}; {heldOut}. "
            + $"Curves: {Path.Combine(settings.Folder, RunReport.FileName)}. Export it with `tm export --run {settings.Folder}`.");
        return 0;
    }

    private static Task<TrainingData> LoadAsync(string folder, TunedBase? tuned, TrainingConfig config, CancellationToken cancellationToken) =>
        TrainingData.LoadAsync(folder, tuned, config.HasPretraining, ProgressLines.NowAndThen<string>(_ => false), cancellationToken);

    private static TrainingState First(TrainingConfig config, TrainingData data) => new(
        config, data.Hashes, config.HasPretraining ? TrainingPhase.Pretraining : TrainingPhase.FineTuning, 0, 0, 0, 0, 0, new RunLosses(), IsFinished: false);

    private static Task<string> DataFolderAsync(
        TrainOptions options, ParseResult parsed, RunSettings settings, TrainingConfig config, TunedBase? tuned, CancellationToken cancellationToken)
    {
        var import = new ImportOptions
        {
            Context = tuned is null ? null : Math.Min(config.Model.MaxPositionEmbeddings, config.MaxLength ?? config.PackedLength),
            CountTokens = tuned is null ? null : text => tuned.Tokenizer.EncodeOrdinary(text).Length,
        };
        return DataImport.FolderOfAsync(
            [TrainOptions.Require(parsed, options.Data)], Path.TrimEndingDirectorySeparator(settings.Folder) + ".data", import, Console.WriteLine,
            cancellationToken);
    }

    private static void WriteModelFiles(string folder, TrainingData data, TunedBase? tuned)
    {
        if (tuned is not null)
        {
            tuned.CopyTo(folder);
            return;
        }

        File.Copy(Path.Combine(data.Folder, DataFolder.TokenizerFile), Path.Combine(folder, ModelFiles.Tokenizer), overwrite: true);
        AtomicFile.WriteText(Path.Combine(folder, ModelFiles.Taxonomy), data.Taxonomy.ToJson());
    }
}
