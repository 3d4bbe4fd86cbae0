using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training;

/// <summary>
/// A run from its start or its checkpoint to its end: pretraining, then marker fine-tuning. Stopped at any moment, it goes on
/// from its last checkpoint; by steps and in fp32 the result is the same to the bit.
/// </summary>
internal sealed class TrainingRun : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new(ModelFiles.Json) { WriteIndented = true };
    private readonly TrainingData _data;
    private readonly RunSettings _settings;
    private readonly IProgress<RunProgress> _progress;
    private readonly Decoder _model;
    private readonly Trainer _trainer;
    private readonly TrainingLog _log;
    private readonly EventFile _events;
    private readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew();
    private readonly ModelOrigin? _origin;
    private BatchStream _batches;
    private int? _savedStep;
    private int? _evaluatedStep;
    private int? _sampledStep;

    /// <summary>Prepares a run.</summary>
    /// <param name="state">The first state of a new run, or the checkpoint's.</param>
    /// <param name="checkpoint">What it goes on from; null for a new run.</param>
    /// <param name="tuned">The base that is fine-tuned; null to train from nothing.</param>
    /// <param name="data">What it trains on.</param>
    /// <param name="settings">What does not change the result.</param>
    /// <param name="progress">Told after every update.</param>
    public TrainingRun(
        TrainingState state, Checkpoint? checkpoint, TunedBase? tuned, TrainingData data, RunSettings settings, IProgress<RunProgress> progress)
    {
        (State, _data, _settings, _progress, _origin) = (state, data, settings, progress, tuned?.Origin);
        var config = state.Config;
        var weights = tuned?.Weights ?? new MemoryWeights(WeightInitializer.Create(config.Model, config.InitializerRange, config.Seed));
        _model = new Decoder(config.Model, weights, config.Precision, NativeRuntime.FindDevice(settings.Device), config.FineTuning, config.Seed)
        {
            Recompute = settings.Recompute,
        };
        _trainer = new Trainer(_model, config) { Steps = state.Step };
        checkpoint?.Restore(_model);
        _savedStep = checkpoint?.State.Step;
        _batches = Batches();
        for (var update = 0; update < state.PhaseStep; update++)
        {
            _ = _batches.Next();
        }

        _log = new TrainingLog(Path.Combine(settings.Folder, TrainingLog.FileName), state.Step);
        _events = new EventFile(settings.Folder, state.Step);
    }

    /// <summary>Where the run stands.</summary>
    public TrainingState State { get; private set; }

    private TrainingConfig Config => State.Config;

    private bool IsPretraining => State.Phase == TrainingPhase.Pretraining;

    /// <summary>Loads libtorch with the run's settings.</summary>
    /// <exception cref="CommandException">libtorch or the device is missing, or the device's name is not allowed.</exception>
    public static void Prepare(RunSettings settings)
    {
        NativeRuntime.Prepare(settings.Threads);
        _ = NativeRuntime.FindDevice(settings.Device);
    }

    /// <summary>Holds a run's folder, made if it is missing, until the result is disposed or the process ends.</summary>
    /// <exception cref="CommandException">Another process holds it: the two would replace each other's checkpoints.</exception>
    public static IDisposable Claim(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            var path = Path.Combine(folder, "lock");
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new CommandException($"Another process is training in '{folder}'. Stop it first, or give another --out.", e);
        }
    }

    /// <summary>Trains to the end.</summary>
    /// <param name="cancellationToken">Stops after the current pass; a checkpoint is written first.</param>
    /// <exception cref="OperationCanceledException">Stopped; the checkpoint is the state of the last whole update.</exception>
    /// <exception cref="CommandException">
    /// The loss diverged, memory or the disk ran out, or no row is usable; the message names the last good checkpoint.
    /// </exception>
    public void Run(CancellationToken cancellationToken)
    {
        try
        {
            while (!State.IsFinished)
            {
                if (PhaseProgress() < 1)
                {
                    Update(cancellationToken);
                }
                else
                {
                    EndPhase(cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            SaveOrExplain();
            throw;
        }
        catch (DivergedException e)
        {
            throw new CommandException($"The loss is no number any more at step {State.Step + 1}. {LastGood()} "
                + "Go on from it with a lower --learning-rate, or start again with --precision fp32.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The run's folder cannot be written: {e.Message} {LastGood()}", e);
        }
        catch (Exception e) when (IsOutOfMemory(e))
        {
            throw new CommandException($"Memory ran out at step {State.Step + 1}. {LastGood()} Start again with a smaller --micro-batch-tokens or --max-length, "
                + "with --recompute, or with --lora in place of training in full.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _events.Dispose();
        _model.Dispose();
    }

    private static bool IsOutOfMemory(Exception e) => e is OutOfMemoryException
        || (e is ExternalException && (e.Message.Contains("alloc", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)));

    private string LastGood() => _savedStep is { } step
        ? $"The last good checkpoint is that of step {step}: `tm train --resume {_settings.Folder}` goes on from it."
        : "There is no checkpoint yet.";

    private void SaveOrExplain()
    {
        try
        {
            Save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The checkpoint cannot be written: {e.Message} {LastGood()}", e);
        }
    }

    private void Save()
    {
        Checkpoint.Save(_settings.Folder, State, _model, _settings.Keep);
        _savedStep = State.Step;
        var report = new TrainingReport(
            Config, LlamaTensors.ParameterCount(Config.Model), State.DataHashes, SourceCommit.Hash, State.Step, State.Tokens, State.Seconds,
            State.Tokens / Math.Max(1e-9, State.Seconds), Environment.ProcessorCount,
            _model.Device.type.ToString().ToLowerInvariant(), State.Losses, State.IsFinished,
            _origin, Config.FineTuning?.Describe());
        AtomicFile.WriteText(Path.Combine(_settings.Folder, ModelFiles.TrainingReport), JsonSerializer.Serialize(report, Indented) + "\n");
        RunReport.Write(_settings.Folder, State);
        _sinceCheckpoint.Restart();
    }

    private void Update(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var batches = _batches.Next();
        var learningRate = LearningRate.At(PeakRate(), Config.FinalLearningRateFraction, State.PhaseStep, WarmUp(), PhaseProgress());
        var (loss, gradientLength) = _trainer.Update(batches, learningRate, cancellationToken);
        var tokens = batches.Sum(batch => batch.Inputs.LongLength);
        var tokensPerSecond = tokens / clock.Elapsed.TotalSeconds;
        State = State with
        {
            PhaseStep = State.PhaseStep + 1,
            Step = State.Step + 1,
            Tokens = State.Tokens + tokens,
            Losses = IsPretraining ? State.Losses with { Pretraining = loss } : State.Losses with { FineTuning = loss },
        };
        AddTime(clock);
        _log.Write(new
        {
            State.Step,
            State.Phase,
            State.PhaseStep,
            loss,
            gradientLength,
            learningRate,
            lossTokens = batches.Sum(batch => batch.Targets.LongLength),
            State.Tokens,
            tokensPerSecond,
            State.Seconds,
        });
        _events.Write(
            State.Step,
            [("train/loss", loss), ("train/gradient_length", gradientLength), ("train/learning_rate", learningRate), ("train/tokens_per_second", tokensPerSecond)]);
        _progress.Report(new RunProgress(State, PhaseProgress(), tokensPerSecond));
        if (State.PhaseStep % _settings.EvalEvery == 0)
        {
            Evaluate();
        }

        if (!IsPretraining && _settings.SampleEvery > 0 && State.PhaseStep % _settings.SampleEvery == 0)
        {
            Sample(cancellationToken);
        }

        if (_sinceCheckpoint.Elapsed >= _settings.CheckpointEvery || State.Step % _settings.CheckpointSteps == 0)
        {
            clock.Restart();
            Save();
            AddTime(clock);
        }
    }

    private void EndPhase(CancellationToken cancellationToken)
    {
        Evaluate();
        if (!IsPretraining && _settings.SampleEvery > 0 && State.PhaseStep > 0)
        {
            Sample(cancellationToken);
        }

        State = IsPretraining
            ? State with { Phase = TrainingPhase.FineTuning, PhaseStep = 0, PhaseSeconds = 0 }
            : State with { IsFinished = true };
        (_batches, _evaluatedStep) = (Batches(), null);
        Save();
    }

    private void Evaluate()
    {
        if (_evaluatedStep == State.Step)
        {
            return;
        }

        _evaluatedStep = State.Step;
        var clock = Stopwatch.StartNew();
        var heldOut = _batches.HeldOut(textOnly: false);
        if (heldOut.Count > 0)
        {
            var loss = _trainer.Evaluate(heldOut);
            State = State with
            {
                Losses = IsPretraining
                    ? State.Losses with { PretrainingEval = loss }
                    : State.Losses with { FineTuningEval = loss, FineTuningEvalText = _trainer.Evaluate(_batches.HeldOut(textOnly: true)) },
            };
            if (!IsPretraining && _settings.Keep > 1 && State.PhaseStep > 0 && loss < (State.Best?.Loss ?? double.PositiveInfinity))
            {
                State = State with { Best = new BestStep(State.Step, loss) };
                Checkpoint.SaveBest(_settings.Folder, State, _model);
            }
        }

        AddTime(clock);
        _log.Write(new { State.Step, State.Phase, eval = State.Losses });
        _events.Write(
            State.Step,
            [
                ("eval/pretraining_loss", IsPretraining ? State.Losses.PretrainingEval ?? double.NaN : double.NaN),
                ("eval/loss", State.Losses.FineTuningEval ?? double.NaN), ("eval/text_loss", State.Losses.FineTuningEvalText ?? double.NaN),
            ]);
        _progress.Report(new RunProgress(State, PhaseProgress(), 0)
        {
            Note = heldOut.Count == 0 ? null : IsPretraining
                ? $"step {State.Step}  held-out loss {State.Losses.PretrainingEval:0.000}"
                : $"step {State.Step}  held-out loss {State.Losses.FineTuningEval:0.000}, text alone {State.Losses.FineTuningEvalText:0.000}",
        });
    }

    private void Sample(CancellationToken cancellationToken)
    {
        if (_data.Probes.Count == 0 || Config.Arm != TrainingArm.Marked || _sampledStep == State.Step)
        {
            return;
        }

        _sampledStep = State.Step;
        var clock = Stopwatch.StartNew();
        var (samples, kept) = _data.Probes.Run(_model, cancellationToken);
        AddTime(clock);
        _log.Write(new { State.Step, State.Phase, levers = kept, samples = samples.Take(_settings.Samples) });
        _events.Write(State.Step, kept.Select(lever => ($"levers/{lever.Key}", lever.Value)));
        var shown = samples.Take(_settings.Samples).Select(sample => $"\n  {sample.Prompt.ReplaceLineEndings(" ")}\n    {sample.Text.ReplaceLineEndings("\n    ")}");
        _progress.Report(new RunProgress(State, PhaseProgress(), 0)
        {
            Note = $"step {State.Step}  kept of {_data.Probes.Count}: "
                + string.Join(", ", kept.OrderBy(lever => lever.Key, StringComparer.Ordinal).Select(lever => $"{lever.Key} {lever.Value:0%}")) + string.Concat(shown),
        });
    }

    private BatchStream Batches() =>
        IsPretraining ? new("pretraining", _data.Pretrain!, Config)
            : new("instruction", _data.Rows, Config, TargetWeights.Of(_data.Tokenizer, Config));

    private double PhaseProgress()
    {
        if (Config.Minutes is { } minutes)
        {
            var budget = minutes * 60 * (IsPretraining ? Config.PretrainShare : 1 - Config.PretrainShare);
            return budget <= 0 ? 1 : State.PhaseSeconds / budget;
        }

        return !IsPretraining && Config.Epochs is { } epochs ? _batches.Epochs / epochs
            : PhaseSteps() == 0 ? 1 : (double)State.PhaseStep / PhaseSteps();
    }

    private int PhaseSteps() => IsPretraining ? Config.PretrainSteps : Config.Steps;

    private double PeakRate() => Config.LearningRate * (IsPretraining ? 1 : Config.FineTuningLearningRateFraction);

    // Long enough for the second moments to settle, but never most of a short phase.
    private int WarmUp() => Config.Minutes is null && (IsPretraining || Config.Epochs is null)
        ? Math.Min(Config.WarmupSteps, Math.Max(1, PhaseSteps() / 10))
        : Config.WarmupSteps;

    private void AddTime(Stopwatch clock)
    {
        var seconds = clock.Elapsed.TotalSeconds;
        State = State with { Seconds = State.Seconds + seconds, PhaseSeconds = State.PhaseSeconds + seconds };
    }
}

/// <summary>What does not change a run's result.</summary>
/// <param name="Folder">The run folder.</param>
/// <param name="Device">Where to compute: <c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Threads">CPU threads of libtorch.</param>
/// <param name="CheckpointEvery">Longest time between checkpoints.</param>
/// <param name="CheckpointSteps">Most updates between checkpoints.</param>
/// <param name="EvalEvery">Updates between validations.</param>
/// <param name="SampleEvery">Updates of fine-tuning between samples; 0 for none.</param>
/// <param name="Samples">How many answers are shown.</param>
/// <param name="Keep">How many of the last checkpoints are kept; with more than one, the best one too.</param>
/// <param name="Recompute">Whether activations are computed twice instead of kept.</param>
internal sealed record RunSettings(
    string Folder,
    string Device,
    int Threads,
    TimeSpan CheckpointEvery,
    int CheckpointSteps,
    int EvalEvery,
    int SampleEvery,
    int Samples,
    int Keep,
    bool Recompute);

/// <summary>RUN/run.json: with what a run was begun, so that it goes on without being told again.</summary>
/// <param name="Data">The data folder's whole path.</param>
/// <param name="Config">What decides the result, as it was at the beginning.</param>
/// <param name="Settings">What does not.</param>
/// <param name="Markers">How marker lists are written, where the base did not know markers.</param>
internal sealed record RunFile(string Data, TrainingConfig Config, RunSettings Settings, MarkerEncoding Markers)
{
    /// <summary>The file in a run's folder.</summary>
    public const string FileName = "run.json";

    /// <summary>Writes it.</summary>
    public void Save() => AtomicFile.WriteText(Path.Combine(Settings.Folder, FileName), JsonSerializer.Serialize(this, ModelFiles.Json) + "\n");

    /// <summary>Reads it; the folder may have been moved.</summary>
    /// <exception cref="CommandException">The folder is no run's, or the file is damaged.</exception>
    public static RunFile Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var file = JsonSerializer.Deserialize<RunFile>(File.ReadAllText(path), ModelFiles.Json)!;
            return file with { Settings = file.Settings with { Folder = folder } };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"'{path}' does not exist: there is no run to go on with. Give the folder that `tm train --out` wrote.", e);
        }
        catch (JsonException e)
        {
            throw new CommandException($"'{path}' was not written by this version of `tm train`. Train again, or use the version that wrote it.", e);
        }
    }
}

/// <summary>How far a run is.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="PhaseProgress">The share of the phase that is done, 0 to 1.</param>
/// <param name="TokensPerSecond">Of the last update.</param>
internal sealed record RunProgress(TrainingState State, double PhaseProgress, double TokensPerSecond)
{
    /// <summary>Something to say in a line of its own; null for the usual line.</summary>
    public string? Note { get; init; }

    private double Loss => (State.Phase == TrainingPhase.Pretraining ? State.Losses.Pretraining : State.Losses.FineTuning) ?? double.NaN;

    /// <summary>The share of the whole run that is done, 0 to 1.</summary>
    public double Share
    {
        get
        {
            var config = State.Config;
            var first = config.Minutes is null
                ? config.Epochs is not null && config.PretrainSteps == 0 ? 0 : config.PretrainSteps / Math.Max(1.0, config.PretrainSteps + (double)config.Steps)
                : config.PretrainShare;
            return Math.Min(1, State.Phase == TrainingPhase.Pretraining ? first * PhaseProgress : first + ((1 - first) * PhaseProgress));
        }
    }

    /// <summary>Time until the end, from the time so far.</summary>
    public TimeSpan Left => Share > 0 ? TimeSpan.FromSeconds(State.Seconds * (1 - Share) / Share) : TimeSpan.Zero;

    /// <summary>One line: phase, step, loss, rate, time left.</summary>
    public override string ToString() => Note ??
        $"{(State.Phase == TrainingPhase.Pretraining ? "pretraining" : "fine-tuning")} step {State.PhaseStep}  loss {Loss:0.000}"
        + $"  {TokensPerSecond:#,0} tokens/s  {Share:0.0%} done, {Left:h\\:mm\\:ss} left";
}
