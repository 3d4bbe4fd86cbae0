using System.CommandLine;
using System.Text.Json;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Training;

namespace TreasureMarkers.Cli;

/// <summary><c>bench</c>; its <c>train</c> measures training speed beside the machine's rate of matrix products.</summary>
internal static class BenchCommand
{
    private static readonly JsonSerializerOptions Indented = new(ModelFiles.Json) { WriteIndented = true };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var folder = new Option<string>("--folder")
        {
            Description = "Where latest.json goes.",
            DefaultValueFactory = _ => Path.Combine("bench", "train"),
        };
        var rounds = new Option<int>("--rounds") { Description = "Turns of each.", DefaultValueFactory = _ => 7 };
        var updates = new Option<int>("--updates") { Description = "Updates of 8,192 tokens in a turn.", DefaultValueFactory = _ => 3 };
        var precision = new Option<string>("--precision") { Description = "fp32 or bf16.", DefaultValueFactory = _ => "bf16" };
        precision.AcceptOnlyFromAmong("fp32", "bf16");
        var train = new Command("train", "Training tokens a second, and their share of the machine's rate of matrix products.")
        {
            folder, rounds, updates, precision,
        };
        train.SetAction(parsed => Run(
            parsed.GetRequiredValue(folder), Math.Max(1, parsed.GetValue(rounds)), Math.Max(1, parsed.GetValue(updates)),
            parsed.GetRequiredValue(precision) == "bf16" ? MatrixPrecision.Bf16 : MatrixPrecision.Fp32));
        return new Command("bench", "Measure this machine.") { train, BenchDataCommand.Create(), BenchServeCommand.Create() };
    }

    private static void Run(string folder, int rounds, int updates, MatrixPrecision precision)
    {
        NativeRuntime.Prepare(Environment.ProcessorCount);
        using var bench = new TrainingBench(precision);
        var result = bench.Run(rounds, updates, Environment.ProcessorCount, Console.WriteLine);
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, "latest.json"), JsonSerializer.Serialize(result, Indented) + "\n");
        Console.WriteLine($"{result.TokensPerSecond:#,0} tokens/s"
            + $" (rounds {result.LeastTokensPerSecond:#,0} to {result.MostTokensPerSecond:#,0}); "
            + $"the best is {result.ShareOfMatrixRate:0%} of the {result.MatrixGflops:0} GFLOP/s of a matrix product here.");
    }
}
