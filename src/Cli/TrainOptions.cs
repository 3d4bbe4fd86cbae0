using System.CommandLine;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Training;

namespace TreasureMarkers.Cli;

/// <summary>The options of <c>train</c>: each of the first group replaces one field of the preset's configuration.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string> _preset = new("--preset")
    {
        Description = "nano (tests), small (two CPU cores, an hour) or base (a GPU). Gives every value that no option replaces.",
        DefaultValueFactory = _ => "small",
    };

    private readonly Option<string?> _arm = new("--arm")
    {
        Description = "marked, or baseline: the same rows in the same order without markers. Default: marked.",
    };

    private readonly Option<string?> _dropout = new("--dropout")
    {
        Description = "Percent of examples that lose the prompt's list, and of the markers that the others lose. Default: 50_50.",
    };

    private readonly Option<int?> _pretrainSteps = new("--pretrain-steps")
    {
        Description = "Updates of next-token pretraining; 0 leaves it out. Default: 1000.",
    };

    private readonly Option<int?> _steps = new("--steps") { Description = "Updates of marker fine-tuning. Default: 1000." };
    private readonly Option<double?> _minutes = new("--minutes")
    {
        Description = "Training time instead of steps; may be raised when resuming. A run by the clock is not reproducible to the bit.",
    };

    private readonly Option<double?> _pretrainShare = new("--pretrain-share")
    {
        Description = "Pretraining's share of --minutes, 0 to 1. Default: 0.5.",
    };

    private readonly Option<int?> _batchTokens = new("--batch-tokens")
    {
        Description = "Tokens per update. Default by preset: nano 2048, small 8192, base 65536.",
    };

    private readonly Option<int?> _packedLength = new("--packed-length")
    {
        Description = "Tokens per forward pass, and at most the longest document. Default by preset: nano 1024, small 2048, base 32768.",
    };

    private readonly Option<double?> _learningRate = new("--learning-rate")
    {
        Description = "Peak of pretraining; fine-tuning peaks at half of it. Default by preset: nano 0.003, small 0.002, base 0.002.",
    };

    private readonly Option<long?> _seed = new("--seed") { Description = "Decides weights, order and dropout. Default: 1." };
    private readonly Option<string?> _precision = new("--precision")
    {
        Description = "Of matrix products: fp32 (exact resume) or bf16 (faster). Default: bf16.",
    };

    private readonly Option<string> _out = new("--out") { Description = "The run's folder.", Required = true };
    private readonly Option<string> _device = new("--device") { Description = "auto, cpu or cuda.", DefaultValueFactory = _ => "auto" };
    private readonly Option<int> _threads = new("--threads")
    {
        Description = "CPU threads; 0 takes every core.",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<double> _checkpointMinutes = new("--checkpoint-minutes")
    {
        Description = "Longest time between checkpoints.",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<int> _checkpointSteps = new("--checkpoint-steps")
    {
        Description = "Most updates between checkpoints.",
        DefaultValueFactory = _ => 500,
    };

    private readonly Option<int> _evalEvery = new("--eval-every")
    {
        Description = "Updates between validations on held-out rows.",
        DefaultValueFactory = _ => 100,
    };

    /// <summary>The data folder.</summary>
    public Option<string> Data { get; } = new("--data")
    {
        Description = "A data folder (of `tm data build` or `tm data import`), or a file, folder or glob of your own, which is imported into OUT.data.",
        Required = true,
    };

    /// <summary>Whether to go on with a run.</summary>
    public Option<bool> Resume { get; } = new("--resume") { Description = "Go on with the run in --out; give the same options again." };

    /// <summary>Adds every option.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            Data, _out, Resume, _preset, _arm, _dropout, _pretrainSteps, _steps, _minutes, _pretrainShare, _batchTokens, _packedLength,
            _learningRate, _seed, _precision, _device, _threads, _checkpointMinutes, _checkpointSteps, _evalEvery,
        ];
        Array.ForEach(all, command.Add);
    }

    /// <summary>What decides the result; the vocabulary's size is still 0.</summary>
    /// <exception cref="CommandException">A value is not allowed.</exception>
    public TrainingConfig Read(ParseResult parsed)
    {
        var preset = Presets.Load(parsed.GetRequiredValue(_preset));
        var batchTokens = InRange(parsed.GetValue(_batchTokens) ?? preset.BatchTokens, 64, 1 << 24, "--batch-tokens");
        return preset with
        {
            Arm = Choose(parsed.GetValue(_arm), "--arm", preset.Arm),
            Dropout = parsed.GetValue(_dropout) is { } dropout ? MarkerDropout.Parse(dropout) : preset.Dropout,
            PretrainSteps = InRange(parsed.GetValue(_pretrainSteps) ?? preset.PretrainSteps, 0, 10_000_000, "--pretrain-steps"),
            Steps = InRange(parsed.GetValue(_steps) ?? preset.Steps, 0, 10_000_000, "--steps"),
            Minutes = parsed.GetValue(_minutes) is { } minutes ? InRange(minutes, 0.01, 1_000_000, "--minutes") : preset.Minutes,
            PretrainShare = InRange(parsed.GetValue(_pretrainShare) ?? preset.PretrainShare, 0.0, 1.0, "--pretrain-share"),
            BatchTokens = batchTokens,
            PackedLength = InRange(
                parsed.GetValue(_packedLength) ?? Math.Min(preset.PackedLength, batchTokens), 64, 1 << 20, "--packed-length"),
            LearningRate = InRange(parsed.GetValue(_learningRate) ?? preset.LearningRate, 1e-8, 1.0, "--learning-rate"),
            Seed = parsed.GetValue(_seed) ?? preset.Seed,
            Precision = Choose(parsed.GetValue(_precision), "--precision", preset.Precision),
        };
    }

    /// <summary>What does not decide the result.</summary>
    /// <exception cref="CommandException">A value is not allowed.</exception>
    public RunSettings ReadSettings(ParseResult parsed)
    {
        var threads = InRange(parsed.GetValue(_threads), 0, 1024, "--threads");
        return new RunSettings(
            parsed.GetRequiredValue(_out),
            parsed.GetRequiredValue(_device),
            threads > 0 ? threads : Environment.ProcessorCount,
            TimeSpan.FromMinutes(InRange(parsed.GetValue(_checkpointMinutes), 0.0, 1e6, "--checkpoint-minutes")),
            InRange(parsed.GetValue(_checkpointSteps), 1, 10_000_000, "--checkpoint-steps"),
            InRange(parsed.GetValue(_evalEvery), 1, 10_000_000, "--eval-every"));
    }

    private static T Choose<T>(string? value, string option, T preset)
        where T : struct, Enum
    {
        if (value is null)
        {
            return preset;
        }

        var names = Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).ToArray();
        return names.Contains(value, StringComparer.Ordinal)
            ? Enum.Parse<T>(value, ignoreCase: true)
            : throw new CommandException($"{option} {value} is not allowed. Allowed: {string.Join(", ", names)}.");
    }

    private static T InRange<T>(T value, T least, T most, string option)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw new CommandException($"{option} {value} is not allowed. Allowed: {least} to {most}.");
}
