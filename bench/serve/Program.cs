using System.CommandLine;
using TreasureMarkers.Bench.Serve;

var model = new Option<DirectoryInfo>("--model") { Description = "The model folder.", Required = true };
var output = new Option<FileInfo>("--out") { Description = "Where the figures go.", DefaultValueFactory = _ => new FileInfo("bench/serve/latest.json") };
var threads = new Option<int>("--threads") { Description = "Threads of a forward pass; 0 is one per processor." };
var rounds = new Option<int>("--rounds") { Description = "Rounds over the prompts.", DefaultValueFactory = _ => 6 };
var tokens = new Option<int>("--tokens") { Description = "Most tokens of an answer.", DefaultValueFactory = _ => 128 };
var command = new RootCommand("Decodes with MarkerChatClient and with a bare GenAI loop, in turns, and prints tokens per second of both.")
{
    model, output, threads, rounds, tokens,
};
command.SetAction((parsed, cancellationToken) => DecodeBenchmark.RunAsync(
    parsed.GetRequiredValue(model).FullName,
    parsed.GetRequiredValue(output).FullName,
    parsed.GetValue(threads) is > 0 and var count ? count : Environment.ProcessorCount,
    parsed.GetValue(rounds),
    parsed.GetValue(tokens),
    cancellationToken));
return await command.Parse(args).InvokeAsync();
