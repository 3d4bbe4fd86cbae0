using System.CommandLine;
using TreasureMarkers.Evaluation.Benchmarks;

namespace TreasureMarkers.Cli;

/// <summary>
/// <c>tm bench serve</c>: the service's speed alone and shared, waiting, caches, cancellation, and llama.cpp on the same weights; or, with
/// <c>--against</c>, this build of the chat server beside another.
/// </summary>
internal static class BenchServeCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var model = new Option<string?>("--model")
        {
            Description = "The model folder that is served, of precision int8; models/default of the repository when not given.",
        };
        var against = new Option<string?>("--against")
        {
            Description = "Another checkout of this repository, with a Release build of its chat server. Only the two builds' servers are "
                + "measured then, in turns, over the same questions.",
        };
        var output = new Option<string?>("--out")
        {
            Description = "Where the figures go; bench/serve/latest.json of the repository, or against.json beside it, when not given.",
        };
        var threads = new Option<int>("--threads") { Description = "Threads of a forward pass; 0 is one per processor." };
        var rounds = new Option<int>("--rounds") { Description = "Rounds over the questions.", DefaultValueFactory = _ => 20 };
        var tokens = new Option<int>("--tokens") { Description = "Most tokens of an answer.", DefaultValueFactory = _ => 128 };
        foreach (var count in (Option<int>[])[rounds, tokens])
        {
            count.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() < 1)
                {
                    result.AddError($"{count.Name} must be at least 1.");
                }
            });
        }

        var command = new Command(
            "serve", "Measure the service: speed alone and shared, waiting, caches, cancellation, and llama.cpp on the same weights.")
        {
            model, against, output, threads, rounds, tokens,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var folder = parsed.GetValue(model) ?? Path.Combine(ServeBench.Repository, "models", "default");
            var count = parsed.GetValue(threads) is > 0 and var given ? given : Environment.ProcessorCount;
            var settings = new ServeSettings(count, parsed.GetValue(rounds), parsed.GetValue(tokens));
            string Output(string name) => parsed.GetValue(output) ?? Path.Combine(ServeBench.Repository, "bench", "serve", name);
            return parsed.GetValue(against) is { } other
                ? new BuildComparison(folder, other, settings, Output("against.json")).RunAsync(cancellationToken)
                : new ServeBench(folder, settings, Output("latest.json")).RunAsync(cancellationToken);
        });
        return command;
    }
}
