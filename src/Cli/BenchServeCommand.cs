using System.CommandLine;
using TreasureMarkers.Evaluation.Benchmarks.Serve;

namespace TreasureMarkers.Cli;

/// <summary><c>bench serve</c>: the service's speed alone and shared, waiting, caches, cancellation, and peers on the same weights.</summary>
internal static class BenchServeCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var int8 = new Option<DirectoryInfo>("--model") { Description = "The model folder that is served.", Required = true };
        var int4 = new Option<DirectoryInfo>("--int4") { Description = "The same weights with 4 bits.", Required = true };
        var fp32 = new Option<DirectoryInfo>("--fp32") { Description = "The same weights as floats.", Required = true };
        var gguf = new Option<FileInfo>("--gguf") { Description = "The same weights for llama.cpp.", Required = true };
        var llama = new Option<DirectoryInfo>("--llama") { Description = "The folder of decode.mjs and its npm packages.", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "Where the figures go.", DefaultValueFactory = _ => new FileInfo("bench/serve-latest.json") };
        var threads = new Option<int>("--threads") { Description = "Threads of a forward pass; 0 is one per processor." };
        var rounds = new Option<int>("--rounds") { Description = "Rounds over the questions.", DefaultValueFactory = _ => 20 };
        var tokens = new Option<int>("--tokens") { Description = "Most tokens of an answer.", DefaultValueFactory = _ => 128 };
        var command = new Command("serve", "Measures the service: speed alone and shared, waiting, caches, cancellation, and peers on the same weights.")
        {
            int8, int4, fp32, gguf, llama, output, threads, rounds, tokens,
        };
        command.SetAction((parsed, cancellationToken) => new ServeBench(
            parsed.GetRequiredValue(int8).FullName,
            parsed.GetRequiredValue(int4).FullName,
            parsed.GetRequiredValue(fp32).FullName,
            new LlamaCpp(parsed.GetRequiredValue(llama).FullName, parsed.GetRequiredValue(gguf).FullName),
            new BenchSettings(
                parsed.GetValue(threads) is > 0 and var count ? count : Environment.ProcessorCount,
                parsed.GetValue(rounds),
                parsed.GetValue(tokens))).RunAsync(parsed.GetRequiredValue(output).FullName, cancellationToken));
        return command;
    }
}
