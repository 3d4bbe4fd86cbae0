using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.Markers.Prompts;
using TreasureMarkers.Markers.Tokenization;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Bench.Serve;

/// <summary>
/// Decodes the same prompts with both, in turns, so that whatever else the machine does falls on both alike. The client is
/// timed where its caller stands: from the update with the markers to the last one.
/// </summary>
internal static class DecodeBenchmark
{
    private const double Goal = 0.95;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly string[] Prompts =
    [
        "Explain what a package manager does.", "Translate to German: a simple text editor.", "Describe the library for parsing JSON.",
        "Summarize: a tool that shows which files changed between two folders.", "Was ist ein Webserver?", "List three programming languages.",
    ];

    public static async Task RunAsync(string folder, string output, int threads, int rounds, int mostTokens, CancellationToken cancellationToken)
    {
        // The client comes first: it switches the runtime's telemetry off for the whole process.
        using var client = MarkerChatClient.Load(new MarkerModelOptions { ModelFolder = folder, Threads = threads });
        using var bare = new BareLoop(folder, threads);
        var layout = new PromptLayout(ByteLevelBpeTokenizer.Load(Path.Combine(folder, "tokenizer.json")), client.Taxonomy);
        var clientRates = new List<double>();
        var bareRates = new List<double>();
        var firstTexts = new List<double>();
        var passes = new List<int>();
        for (var round = -1; round < rounds; round++)
        {
            var (tokens, clientTime, bareTime) = (0, TimeSpan.Zero, TimeSpan.Zero);
            foreach (var prompt in Prompts)
            {
                var answer = await AnswerAsync(client, prompt, mostTokens, cancellationToken);
                int[] ids =
                [
                    .. layout.EncodePrompt([new PromptMessage("user", prompt)], answer.Markers.Given), .. layout.EncodeMarkers(answer.Markers.All),
                ];
                bareTime += bare.Decode(ids, answer.Timings.DecodeTokens);
                clientTime += answer.Decode;
                tokens += answer.Timings.DecodeTokens;
                firstTexts.Add(answer.FirstText.TotalMilliseconds);
                passes.Add(answer.Timings.MarkerPasses);
            }

            // The first round warms up.
            if (round >= 0)
            {
                clientRates.Add(tokens / clientTime.TotalSeconds);
                bareRates.Add(tokens / bareTime.TotalSeconds);
                Console.WriteLine($"round {round + 1}/{rounds}: {tokens} tokens, client {clientRates[^1]:0} tokens/s, bare {bareRates[^1]:0} tokens/s, ratio {clientRates[^1] / bareRates[^1]:0.000}");
            }
        }

        var ratio = Median(clientRates.Zip(bareRates, (c, b) => c / b));
        var figures = new
        {
            Model = client.Model.Name,
            client.Model.Device,
            client.Model.Threads,
            Processors = Environment.ProcessorCount,
            Rounds = rounds,
            ClientTokensPerSecond = Math.Round(Median(clientRates), 1),
            BareTokensPerSecond = Math.Round(Median(bareRates), 1),
            Ratio = Math.Round(ratio, 3),
            Goal,
            MarkerPasses = Median(passes.Select(p => (double)p)),
            MillisecondsToMarkers = Math.Round(Median(firstTexts), 1),
        };
        await File.WriteAllTextAsync(output, JsonSerializer.Serialize(figures, Indented) + "\n", cancellationToken);
        Console.WriteLine($"client {figures.ClientTokensPerSecond} tokens/s, bare {figures.BareTokensPerSecond} tokens/s, ratio {ratio:0.000} (goal {Goal}); {output}");
    }

    private static async Task<(MarkerContent Markers, GenerationTimings Timings, TimeSpan FirstText, TimeSpan Decode)> AnswerAsync(
        MarkerChatClient client, string prompt, int mostTokens, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var marked = TimeSpan.Zero;
        MarkerContent? markers = null;
        GenerationTimings? timings = null;
        await foreach (var update in client.GetStreamingResponseAsync(prompt, new ChatOptions { Temperature = 0, MaxOutputTokens = mostTokens }, cancellationToken))
        {
            if (update.Contents.OfType<MarkerContent>().FirstOrDefault() is { } chosen)
            {
                (markers, marked) = (chosen, clock.Elapsed);
            }

            timings = update.Contents.OfType<TimingsContent>().FirstOrDefault()?.Timings ?? timings;
        }

        return (markers!, timings!, marked, clock.Elapsed - marked);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
