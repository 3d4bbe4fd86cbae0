using System.Diagnostics;
using System.Text.Json;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training;

/// <summary>
/// A run from its start or its checkpoint to its end: pretraining, then marker fine-tuning. Stopped at any moment, it goes on
/// from its last checkpoint; by steps and in fp32 the result is the same to the bit.
/// </summary>
internal sealed class TrainingRun : IDisposable
{
    private const int LongestWarmUp = 100;
    private static readonly JsonSerializerOptions Indented = new(ModelFiles.Json) { WriteIndented = true };
    private readonly TrainingData _data;
    private readonly RunSettings _settings;
    private readonly IProgress<RunProgress> _progress;
    private readonly ExampleEncoder _encoder;
    private readonly Decoder _model;
    private readonly AdamW _optimizer;
    private readonly Trainer _trainer;
    private readonly TrainingLog _log;
    private readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew();
    private TrainingState _state;
    private BatchQueue _batches;

    /// <summary>Prepares a run.</summary>
    /// <param name="start">The checkpoint to go on from, or the first state of a new run.</param>
    /// <param name="data">What it trains on.</param>
    /// <param name="settings">What does not change the result.</param>
    /// <param name="progress">Told after every update.</param>
    public TrainingRun(RunStart start, TrainingData data, RunSettings settings, IProgress<RunProgress> progress)
    {
        (_state, _data, _settings, _progress) = (start.State, data, settings, progress);
        var options = _state.Options;
        _encoder = new ExampleEncoder(data.Tokenizer, data.Taxonomy, options, Math.Min(_state.Shape.MaxPositionEmbeddings, options.Block));
        _model = new Decoder(_state.Shape, start.Weights, options.Precision, settings.Device);
        _optimizer = new AdamW(_model);
        if (start.Checkpoint is { } checkpoint)
        {
            _optimizer.Restore(checkpoint);
        }

        _trainer = new Trainer(_model, _optimizer);
        _batches = Batches();
        _log = new TrainingLog(Path.Combine(settings.Folder, RunFolder.LogFile), _state.Step);
    }

    /// <summary>Where the run stands.</summary>
    public TrainingState State => _state;

    /// <summary>Trains to the end.</summary>
    /// <param name="ct">Stops after the current forward pass; a checkpoint is written first.</param>
    /// <exception cref="OperationCanceledException">Stopped; the checkpoint is the state of the last whole update.</exception>
    /// <exception cref="CommandException">The loss diverged, or no row is usable.</exception>
    public void Run(CancellationToken ct)
    {
        try
        {
            while (!_state.IsFinished)
            {
                if (PhaseProgress() < 1)
                {
                    Update(ct);
                }
                else
                {
                    EndPhase();
                }
            }
        }
        catch (OperationCanceledException)
        {
            Save();
            throw;
        }
    }

    /// <summary>Writes the checkpoint and the report now.</summary>
    public void Save()
    {
        CheckpointFile.Save(Path.Combine(_settings.Folder, RunFolder.CheckpointFile), _state, _model, _optimizer);
        WriteReport();
        _sinceCheckpoint.Restart();
    }

    /// <summary>Writes training.json of the run's present state.</summary>
    private void WriteReport()
    {
        var report = new TrainingReport(
            _state.Options, _state.Shape, LlamaTensors.ParameterCount(_state.Shape), _state.DataHashes, SourceCommit.Hash, _state.Step, _state.Tokens, _state.Seconds,
            _state.Tokens / Math.Max(1e-9, _state.Seconds), Environment.ProcessorCount,
            _settings.Device.type.ToString().ToLowerInvariant(), _state.Losses, _state.IsFinished);
        AtomicFile.WriteText(Path.Combine(_settings.Folder, ModelFiles.TrainingReport), JsonSerializer.Serialize(report, Indented) + "\n");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batches.Dispose();
        _log.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    private void Update(CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var options = _state.Options;
        var (blocks, after) = _batches.Take(ct);
        var rate = LearningRate.At(PeakRate(), _state.PhaseStep, WarmUp(), PhaseProgress());
        var (loss, gradientLength) = _trainer.Update(blocks, rate, ct);
        var tokens = blocks.Sum(block => block.Inputs.LongLength);
        var tokensPerSecond = tokens / clock.Elapsed.TotalSeconds;
        var losses = _state.Phase == TrainingPhase.Pretraining ? _state.Losses with { Pretraining = loss } : _state.Losses with { FineTuning = loss };
        _state = _state with
        {
            PhaseStep = _state.PhaseStep + 1,
            Step = _state.Step + 1,
            Tokens = _state.Tokens + tokens,
            Data = after,
            Losses = losses,
        };
        AddTime(clock);
        _log.Write(new
        {
            _state.Step,
            _state.Phase,
            _state.PhaseStep,
            loss,
            gradientLength,
            learningRate = rate,
            lossTokens = blocks.Sum(block => block.Targets.LongLength),
            _state.Tokens,
            tokensPerSecond,
            _state.Seconds,
        });
        _progress.Report(new RunProgress(_state, PhaseProgress(), tokensPerSecond));
        Maintain();
    }

    private void Maintain()
    {
        if (_state.PhaseStep % _settings.EvalEvery == 0)
        {
            Evaluate();
        }

        if (_sinceCheckpoint.Elapsed >= _settings.CheckpointEvery || _state.Step % _settings.CheckpointSteps == 0)
        {
            var clock = Stopwatch.StartNew();
            Save();
            AddTime(clock);
        }
    }

    private void EndPhase()
    {
        Evaluate();
        _state = _state.Phase == TrainingPhase.Pretraining
            ? _state with { Phase = TrainingPhase.FineTuning, PhaseStep = 0, PhaseSeconds = 0, Data = StreamPosition.Start }
            : _state with { IsFinished = true };
        _batches.Dispose();
        _batches = Batches();
        Save();
    }

    private void Evaluate()
    {
        var clock = Stopwatch.StartNew();
        if (_state.Phase == TrainingPhase.Pretraining && _data.PretrainEval.Count > 0)
        {
            _state = _state with { Losses = _state.Losses with { PretrainingEval = _trainer.Evaluate(EvalBlocks(textOnly: false)) } };
        }
        else if (_state.Phase == TrainingPhase.FineTuning && _data.Eval.Count > 0)
        {
            _state = _state with
            {
                Losses = _state.Losses with
                {
                    FineTuningEval = _trainer.Evaluate(EvalBlocks(textOnly: false)),
                    FineTuningEvalText = _trainer.Evaluate(EvalBlocks(textOnly: true)),
                },
            };
        }

        AddTime(clock);
        _log.Write(new { _state.Step, _state.Phase, eval = _state.Losses });
    }

    private List<PackedBlock> EvalBlocks(bool textOnly)
    {
        var examples = _state.Phase == TrainingPhase.Pretraining
            ? _data.PretrainEval.Select(row => (Example?)_encoder.Encode(row, epoch: 0))
            : _data.Eval.Select(row => _encoder.Encode(row, epoch: 0));
        return PackedBlock.Pack(examples.OfType<Example>(), _state.Options.Block, textOnly);
    }

    private BatchQueue Batches()
    {
        var (options, position) = (_state.Options, _state.Data);
        ExampleStream stream = _state.Phase == TrainingPhase.Pretraining
            ? new("pretraining", _data.Pretrain.Count, options.Seed, at => _encoder.Encode(_data.Pretrain[at.Index], at.Epoch), position)
            : new("instruction", _data.Rows.Count, options.Seed, at => _encoder.Encode(_data.Rows[at.Index], at.Epoch), position);
        return new BatchQueue(stream, options.BatchTokens, options.Block);
    }

    private double PhaseProgress()
    {
        var (options, first) = (_state.Options, _state.Phase == TrainingPhase.Pretraining);
        if (options.Minutes is { } minutes)
        {
            var budget = minutes * 60 * (first ? options.PretrainShare : 1 - options.PretrainShare);
            return budget <= 0 ? 1 : _state.PhaseSeconds / budget;
        }

        var steps = first ? options.PretrainSteps : options.Steps;
        return steps == 0 ? 1 : (double)_state.PhaseStep / steps;
    }

    private double PeakRate() => _state.Phase == TrainingPhase.Pretraining ? _state.Options.LearningRate : _state.Options.LearningRate / 2;

    // Long enough for the second moments to settle, but never most of a short phase.
    private int WarmUp()
    {
        var options = _state.Options;
        var steps = _state.Phase == TrainingPhase.Pretraining ? options.PretrainSteps : options.Steps;
        return options.Minutes is null ? Math.Min(LongestWarmUp, Math.Max(1, steps / 10)) : LongestWarmUp;
    }

    private void AddTime(Stopwatch clock) =>
        _state = _state with { Seconds = _state.Seconds + clock.Elapsed.TotalSeconds, PhaseSeconds = _state.PhaseSeconds + clock.Elapsed.TotalSeconds };
}
