using System.CommandLine;
using System.CommandLine.Parsing;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Training;

namespace TreasureMarkers.Cli;

/// <summary>The options of <c>train</c>: each of the first group replaces one field of the preset's configuration.</summary>
internal sealed class TrainOptions
{
    private static readonly string[] AllowedWithResume = ["--resume", "--minutes", "--steps", "--epochs", "--learning-rate", "--threads", "--device"];

    private readonly Option<string?> _preset = new("--preset")
    {
        Description = "Without --base: nano (tests), small (two CPU cores, an hour) or base (a GPU). Gives every value that no option replaces. Default: small.",
    };

    private readonly Option<string?> _arm = new("--arm")
    {
        Description = "marked, or baseline: the same rows in the same order without markers. Default: marked.",
    };

    private readonly Option<string?> _dropout = new("--dropout")
    {
        Description = "Percent of examples that lose the prompt's list, and of the markers that the others lose. Default: 50_50.",
    };

    private readonly Option<int?> _lora = new("--lora") { Description = "Train adapters of this rank instead of the base's own weights, 1 to 1024." };
    private readonly Option<double?> _loraAlpha = new("--lora-alpha") { Description = "Adapters count alpha / rank. Default: twice the rank." };
    private readonly Option<double?> _loraDropout = new("--lora-dropout") { Description = "Share of an adapter's inputs left out in each pass, 0 to 0.9. Default: 0." };
    private readonly Option<string?> _loraTargets = new("--lora-targets")
    {
        Description = "all-linear, or some of q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj. Default: all-linear.",
    };

    private readonly Option<int?> _lastLayers = new("--last-layers") { Description = "Train the last layers of the base alone, so many." };
    private readonly Option<string> _markers = new("--marker-encoding")
    {
        Description = "How a base that does not know markers writes them: text (its own tokens) or tokens (one added token each).",
        DefaultValueFactory = _ => "text",
    };

    private readonly Option<int?> _pretrainSteps = new("--pretrain-steps")
    {
        Description = "Updates of next-token pretraining; 0 leaves it out. Default: 1000; 0 with --base.",
    };

    private readonly Option<int?> _steps = new("--steps") { Description = "Updates of marker fine-tuning. Default: 1000; 300 with --base." };
    private readonly Option<double?> _epochs = new("--epochs") { Description = "Passes over the instruction rows instead of --steps." };
    private readonly Option<double?> _minutes = new("--minutes")
    {
        Description = "Training time instead of steps. A run by the clock is not reproducible to the bit.",
    };

    private readonly Option<double?> _pretrainShare = new("--pretrain-share")
    {
        Description = "Pretraining's share of --minutes, 0 to 1. Default: 0.5; 0 with --base.",
    };

    private readonly Option<int?> _batchTokens = new("--batch-tokens")
    {
        Description = "Tokens per update, in as many passes as needed. Default by preset: nano 2048, small and --base 8192, base 65536.",
    };

    private readonly Option<int?> _packedLength = new("--micro-batch-tokens", "--packed-length")
    {
        Description = "Tokens per pass. Default by preset: nano and --base 1024, small 2048, base 32768.",
    };

    private readonly Option<int?> _maxLength = new("--max-length")
    {
        Description = "Tokens of the longest row; a longer one is cut. Default: those of a pass; with --base 2048.",
    };

    private readonly Option<double?> _endWeight = new("--end-weight")
    {
        Description = "What the loss of the token that ends an answer is multiplied by, so that lengths are learned. Default: 1.",
    };

    private readonly Option<double?> _sentenceWeight = new("--sentence-weight")
    {
        Description = "The same for the first token behind each sentence of an answer. Default: 1.",
    };

    private readonly Option<double?> _learningRate = new("--learning-rate")
    {
        Description = "Peak; without --base fine-tuning peaks at half of it. Default: nano 0.003, small and base 0.002; with --base 0.0001, with --lora 0.0005.",
    };

    private readonly Option<long?> _seed = new("--seed") { Description = "Decides weights, order and dropout. Default: 1." };
    private readonly Option<string?> _precision = new("--precision")
    {
        Description = "Of matrix products: fp32 (exact resume) or bf16 (faster). Default: bf16.",
    };

    private readonly Option<string?> _out = new("--out") { Description = "The run's folder." };
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

    private readonly Option<int> _keep = new("--keep")
    {
        Description = "Checkpoints kept, newest first, 1 to 1000; from 2 on the one with the lowest held-out loss too.",
        DefaultValueFactory = _ => 2,
    };

    private readonly Option<int> _evalEvery = new("--eval-every")
    {
        Description = "Updates between validations on held-out rows.",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<int> _sampleEvery = new("--sample-every")
    {
        Description = "Updates between samples: held-out questions answered under their markers, and how often these are kept; 0 for none.",
        DefaultValueFactory = _ => 200,
    };

    private readonly Option<int> _samples = new("--samples") { Description = "Samples that are shown, 0 to 16.", DefaultValueFactory = _ => 2 };
    private readonly Option<bool> _recompute = new("--recompute") { Description = "Compute activations twice instead of keeping them: less memory, a quarter slower." };

    /// <summary>What to train on.</summary>
    public Option<string?> Data { get; } = new("--data") { Description = "A data folder (of `tm data build` or `tm data import`), or a file, folder or glob of your own, which is imported into OUT.data." };

    /// <summary>What to fine-tune.</summary>
    public Option<string?> Base { get; } = new("--base") { Description = "What to fine-tune: a GGUF file or a Hugging Face folder. Without it, a model is trained from nothing." };

    /// <summary>The run to go on with.</summary>
    public Option<string?> Resume { get; } = new("--resume")
    {
        Description = "Go on with the run in this folder, without repeating its options. --minutes, --steps or --epochs may give it more, --learning-rate another rate.",
    };

    /// <summary>Adds every option.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            Base, Data, _out, Resume, _preset, _lora, _loraAlpha, _loraDropout, _loraTargets, _lastLayers, _minutes, _epochs, _steps, _learningRate,
            _batchTokens, _packedLength, _maxLength, _endWeight, _sentenceWeight, _recompute, _arm, _dropout, _markers, _pretrainSteps, _pretrainShare, _seed, _precision, _device, _threads,
            _checkpointMinutes, _checkpointSteps, _keep, _evalEvery, _sampleEvery, _samples,
        ];
        Array.ForEach(all, command.Add);
    }

    /// <summary>The value of an option without which a new run cannot begin.</summary>
    /// <exception cref="CommandException">It was not given.</exception>
    public static string Require(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is { Length: > 0 } value
        ? value
        : throw new CommandException($"{option.Name} is missing. Give {option.Name}, or --resume RUN to go on with a run.");

    /// <summary>What of a base trains; the tokens that markers add are still unknown.</summary>
    /// <exception cref="CommandException">A value is not allowed, or an option needs another.</exception>
    public FineTuning ReadTuning(ParseResult parsed)
    {
        var (rank, last) = (parsed.GetValue(_lora), parsed.GetValue(_lastLayers));
        if (rank is not null && last is not null)
        {
            throw new CommandException("--lora and --last-layers exclude each other. Give one, or neither to train in full.");
        }

        Option[] details = [_loraAlpha, _loraDropout, _loraTargets];
        if (rank is null && Array.Find(details, option => IsGiven(parsed, option)) is { } detail)
        {
            throw new CommandException($"{detail.Name} needs --lora RANK.");
        }

        return new FineTuning
        {
            Method = rank is not null ? TrainingMethod.Lora : last is not null ? TrainingMethod.LastLayers : TrainingMethod.Full,
            Rank = InRange(rank ?? 16, 1, 1024, "--lora"),
            Alpha = InRange(parsed.GetValue(_loraAlpha) ?? (2.0 * (rank ?? 16)), 0.01, 10_000, "--lora-alpha"),
            Dropout = InRange(parsed.GetValue(_loraDropout) ?? 0, 0, 0.9, "--lora-dropout"),
            Targets = Targets(parsed.GetValue(_loraTargets) ?? "all-linear"),
            LastLayers = last is { } layers ? InRange(layers, 1, 10_000, "--last-layers") : 0,
        };
    }

    /// <summary>How a base that does not know markers is to write them.</summary>
    /// <exception cref="CommandException">The value is not allowed.</exception>
    public MarkerEncoding ReadMarkers(ParseResult parsed) => Choose(parsed.GetValue(_markers), "--marker-encoding", MarkerEncoding.Text);

    /// <summary>What decides the result.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="start">The base's configuration; null for the preset's, in which the vocabulary's size is still 0.</param>
    /// <exception cref="CommandException">A value is not allowed, or an option needs another.</exception>
    public TrainingConfig Read(ParseResult parsed, TrainingConfig? start)
    {
        Option[] ofBase = [_lora, _lastLayers];
        if (start is null && Array.Find(ofBase, option => IsGiven(parsed, option)) is { } needing)
        {
            throw new CommandException($"{needing.Name} needs --base: a model that is trained from nothing is trained in full.");
        }

        if (start is not null && IsGiven(parsed, _preset))
        {
            throw new CommandException("--preset and --base exclude each other: a base has its own sizes.");
        }

        var preset = start ?? Presets.Load(parsed.GetValue(_preset) ?? "small");
        var batchTokens = InRange(parsed.GetValue(_batchTokens) ?? preset.BatchTokens, 64, 1 << 24, "--batch-tokens");
        return preset with
        {
            Arm = Choose(parsed.GetValue(_arm), "--arm", preset.Arm),
            Dropout = parsed.GetValue(_dropout) is { } dropout ? MarkerDropout.Parse(dropout) : preset.Dropout,
            PretrainSteps = InRange(parsed.GetValue(_pretrainSteps) ?? preset.PretrainSteps, 0, 10_000_000, "--pretrain-steps"),
            Steps = InRange(parsed.GetValue(_steps) ?? preset.Steps, 0, 10_000_000, "--steps"),
            Epochs = parsed.GetValue(_epochs) is { } epochs ? InRange(epochs, 0.001, 100_000, "--epochs") : preset.Epochs,
            Minutes = parsed.GetValue(_minutes) is { } minutes ? InRange(minutes, 0.01, 1_000_000, "--minutes") : preset.Minutes,
            PretrainShare = InRange(parsed.GetValue(_pretrainShare) ?? preset.PretrainShare, 0.0, 1.0, "--pretrain-share"),
            BatchTokens = batchTokens,
            PackedLength = InRange(
                parsed.GetValue(_packedLength) ?? Math.Min(preset.PackedLength, batchTokens), 64, 1 << 20, _packedLength.Name),
            MaxLength = parsed.GetValue(_maxLength) is { } length ? InRange(length, 64, 1 << 20, "--max-length") : preset.MaxLength,
            EndWeight = parsed.GetValue(_endWeight) is { } end ? InRange(end, 0.1, 1000, "--end-weight") : preset.EndWeight,
            SentenceWeight = parsed.GetValue(_sentenceWeight) is { } sentence ? InRange(sentence, 0.1, 1000, "--sentence-weight") : preset.SentenceWeight,
            LearningRate = InRange(parsed.GetValue(_learningRate) ?? preset.LearningRate, 1e-8, 1.0, "--learning-rate"),
            Seed = parsed.GetValue(_seed) ?? preset.Seed,
            Precision = Choose(parsed.GetValue(_precision), "--precision", preset.Precision),
        };
    }

    /// <summary>A run's configuration with what a resumption may change.</summary>
    /// <exception cref="CommandException">Another option was given, or less training than before.</exception>
    public TrainingConfig Extend(ParseResult parsed, TrainingConfig config)
    {
        if (parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(option => !option.Implicit && !AllowedWithResume.Contains(option.Option.Name))
            is { } other)
        {
            throw new CommandException(
                $"{other.Option.Name} cannot be changed in a run that goes on. With --resume there may be {string.Join(", ", AllowedWithResume.Skip(1))}.");
        }

        var (minutes, steps, epochs) = (parsed.GetValue(_minutes), parsed.GetValue(_steps), parsed.GetValue(_epochs));
        NoLess(config.Minutes, minutes, "--minutes");
        NoLess(config.Steps, steps, "--steps");
        NoLess(config.Epochs, epochs, "--epochs");
        return config with
        {
            Minutes = minutes ?? config.Minutes,
            Steps = steps ?? config.Steps,
            Epochs = epochs ?? config.Epochs,
            LearningRate = InRange(parsed.GetValue(_learningRate) ?? config.LearningRate, 1e-8, 1.0, "--learning-rate"),
        };

        static void NoLess(double? before, double? now, string option)
        {
            if (now is not null && before is null)
            {
                throw new CommandException($"The run was begun without {option}, so it cannot be given more of it.");
            }

            if (now < before)
            {
                throw new CommandException($"{option} {now} is less than the run's {before}. It can be given more, not less.");
            }
        }
    }

    /// <summary>What does not decide the result.</summary>
    /// <exception cref="CommandException">A value is not allowed.</exception>
    public RunSettings ReadSettings(ParseResult parsed) => WithMachine(
        parsed,
        new RunSettings(
            Require(parsed, _out),
            "auto",
            0,
            TimeSpan.FromMinutes(InRange(parsed.GetValue(_checkpointMinutes), 0.0, 1e6, "--checkpoint-minutes")),
            InRange(parsed.GetValue(_checkpointSteps), 1, 10_000_000, "--checkpoint-steps"),
            InRange(parsed.GetValue(_evalEvery), 1, 10_000_000, "--eval-every"),
            InRange(parsed.GetValue(_sampleEvery), 0, 10_000_000, "--sample-every"),
            InRange(parsed.GetValue(_samples), 0, 16, "--samples"),
            InRange(parsed.GetValue(_keep), 1, 1000, "--keep"),
            parsed.GetValue(_recompute)));

    /// <summary>Settings with what is this machine's.</summary>
    /// <exception cref="CommandException">A value is not allowed.</exception>
    public RunSettings WithMachine(ParseResult parsed, RunSettings settings)
    {
        var threads = InRange(parsed.GetValue(_threads), 0, 1024, "--threads");
        return settings with
        {
            Device = settings.Threads == 0 || IsGiven(parsed, _device) ? parsed.GetRequiredValue(_device) : settings.Device,
            Threads = threads > 0 ? threads : settings.Threads > 0 && !IsGiven(parsed, _threads) ? settings.Threads : Environment.ProcessorCount,
        };
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static string[] Targets(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names is ["all-linear"] ? [.. FineTuning.AllTargets]
            : names.Length > 0 && names.All(FineTuning.AllTargets.Contains) ? [.. names.Distinct()]
            : throw new CommandException($"--lora-targets {text} is not allowed. Allowed: all-linear, or some of {string.Join(",", FineTuning.AllTargets)}.");
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
