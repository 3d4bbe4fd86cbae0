using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.HuggingFace;
using TreasureMarkers.Training;

namespace TreasureMarkers.Cli;

/// <summary><c>bench train</c>: training speed and memory, full against LoRA, beside the machine's rate of matrix products.</summary>
internal static class BenchTrainCommand
{
    private const int PresetVocabulary = 8192;
    private static readonly JsonSerializerOptions Indented = new(ModelFiles.Json) { WriteIndented = true };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var folder = new Option<string>("--folder") { Description = "Where latest.json goes.", DefaultValueFactory = _ => Path.Combine("bench", "train") };
        var rounds = new Option<int>("--rounds") { Description = "Turns of an update and of matrix products.", DefaultValueFactory = _ => 5 };
        var precision = new Option<string>("--precision") { Description = "fp32 or bf16.", DefaultValueFactory = _ => "bf16" };
        precision.AcceptOnlyFromAmong("fp32", "bf16");
        var shape = new Option<string?>("--base") { Description = "A config.json, or a folder that has one: its shape with random weights." };
        var preset = new Option<string?>("--preset") { Description = "nano, small or base, without --base. Default: small." };
        var lora = new Option<int?>("--lora") { Description = "With --base: LoRA of this rank beside training in full. Default: 16." };
        var mode = new Option<string>("--mode") { Description = "full, lora or both.", DefaultValueFactory = _ => "both" };
        mode.AcceptOnlyFromAmong("full", "lora", "both");
        var batch = new Option<int?>("--batch-tokens") { Description = "Tokens of one update. Default: 4096 with --base, else the preset's." };
        var pass = new Option<int?>("--micro-batch-tokens") { Description = "Tokens of one pass. Default: 1024 with --base, else the preset's." };
        var recompute = new Option<bool>("--recompute") { Description = "Compute activations twice instead of keeping them." };
        var command = new Command("train", "Training tokens a second, memory, and the share of the machine's rate of matrix products.")
        {
            shape, preset, lora, mode, batch, pass, recompute, rounds, precision, folder,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var basePath = parsed.GetValue(shape);
            var modes = basePath is null ? ["full"] : parsed.GetRequiredValue(mode) is "both" ? ["lora", "full"] : new[] { parsed.GetRequiredValue(mode) };
            if (modes.Length > 1)
            {
                // Each in a process of its own, whose peak of memory is its own.
                return await EachAsync(modes, parsed, parsed.GetRequiredValue(folder), cancellationToken);
            }

            var config = basePath is null ? OfPreset(parsed.GetValue(preset) ?? "small") : OfBase(basePath, modes[0] == "lora" ? parsed.GetValue(lora) ?? 16 : null);
            config = config with
            {
                Precision = parsed.GetRequiredValue(precision) == "bf16" ? MatrixPrecision.Bf16 : MatrixPrecision.Fp32,
                BatchTokens = parsed.GetValue(batch) ?? (basePath is null ? config.BatchTokens : 4096),
                PackedLength = parsed.GetValue(pass) ?? config.PackedLength,
            };
            Run(config, parsed.GetValue(recompute), Math.Max(1, parsed.GetValue(rounds)), parsed.GetRequiredValue(folder));
            return 0;
        });
        return command;
    }

    private static TrainingConfig OfPreset(string name) => Presets.Load(name) with { Model = Presets.Model(name, PresetVocabulary) };

    private static TrainingConfig OfBase(string path, int? rank)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "config.json") : path;
        var model = HuggingFaceConfig.Read(file, Path.GetFileNameWithoutExtension(path));
        var tuning = new FineTuning { Method = rank is null ? TrainingMethod.Full : TrainingMethod.Lora, Rank = rank ?? 16 };
        return Presets.FineTuning(model, new BaseReference(path, "", model.Preset, null), tuning);
    }

    private static void Run(TrainingConfig config, bool recompute, int rounds, string folder)
    {
        NativeRuntime.Prepare(Environment.ProcessorCount);
        using var bench = new TrainingBench(config, recompute);
        var result = bench.Run(rounds, Console.WriteLine);
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, "latest.json"), JsonSerializer.Serialize(result, Indented) + "\n");
        Console.WriteLine(result);
    }

    private static async Task<int> EachAsync(string[] modes, ParseResult parsed, string folder, CancellationToken cancellationToken)
    {
        foreach (var mode in modes)
        {
            string[] given = [.. parsed.Tokens.Select(token => token.Value), "--mode", mode, "--folder", Path.Combine(folder, mode)];
            using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(BenchTrainCommand).Assembly.Location, .. given]))!;
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                return process.ExitCode;
            }
        }

        return 0;
    }
}
