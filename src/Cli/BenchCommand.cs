using System.CommandLine;
using System.Text.Json;
using TorchSharp;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Training;
using TreasureMarkers.Training.Benchmark;

namespace TreasureMarkers.Cli;

/// <summary><c>bench</c>; its <c>train</c> measures training speed beside the machine's matrix rate and beside Python's torch.</summary>
internal static class BenchCommand
{
    private static readonly JsonSerializerOptions Indented = new(ModelFiles.Json) { WriteIndented = true };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var folder = new Option<string>("--folder") { Description = "Where reference.py is and latest.json goes.", DefaultValueFactory = _ => Path.Combine("bench", "train") };
        var rounds = new Option<int>("--rounds") { Description = "Turns of each.", DefaultValueFactory = _ => 7 };
        var updates = new Option<int>("--updates") { Description = "Updates of 8,192 tokens in a turn.", DefaultValueFactory = _ => 3 };
        var precision = new Option<string>("--precision") { Description = "fp32 or bf16.", DefaultValueFactory = _ => "bf16" };
        precision.AcceptOnlyFromAmong("fp32", "bf16");
        var train = new Command("train", "Training tokens a second, beside the machine's matrix rate and the same model in Python's torch.") { folder, rounds, updates, precision };
        train.SetAction(parsed => Run(
            parsed.GetRequiredValue(folder), Math.Max(1, parsed.GetValue(rounds)), Math.Max(1, parsed.GetValue(updates)),
            parsed.GetRequiredValue(precision) == "bf16" ? MatrixPrecision.Bf16 : MatrixPrecision.Fp32));
        return new Command("bench", "Measure this machine.") { train, BenchDataCommand.Create(), BenchServeCommand.Create() };
    }

    private static void Run(string folder, int rounds, int updates, MatrixPrecision precision)
    {
        var script = Path.Combine(folder, "reference.py");
        if (!File.Exists(script))
        {
            throw new CommandException($"'{script}' does not exist. Run this from the repository's root, or give --folder.");
        }

        NativeRuntime.Prepare();
        var threads = Environment.ProcessorCount;
        torch.set_num_threads(threads);
        using var bench = new TrainingBench(precision);
        var result = bench.Run(script, rounds, updates, threads, Console.WriteLine);
        AtomicFile.WriteText(Path.Combine(folder, "latest.json"), JsonSerializer.Serialize(result, Indented) + "\n");
        Console.WriteLine(
            $"{result.TokensPerSecond:#,0} tokens/s, {result.Ratio:0.00} times Python's (rounds {result.LeastRatio:0.00} to {result.MostRatio:0.00}; goal 0.95); "
            + $"{result.ShareOfMatrixRate:0%} of the {(precision == MatrixPrecision.Bf16 ? result.MatrixGflopsBf16 : result.MatrixGflopsFp32):0} GFLOP/s of a matrix product here.");
    }
}
