using System.Diagnostics;
using System.Text.Json;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Evaluation.Benchmarks.Serve;

/// <summary>
/// One stream against llama.cpp with the same weights as GGUF, over the same prompts and as many tokens, in turns. It is run with
/// one thread, too, and the faster of both counts: on few processors its threads wait for each other longer than they work.
/// </summary>
/// <param name="folder">Where the script and its npm packages are.</param>
/// <param name="gguf">The weights.</param>
internal sealed class LlamaCpp(string folder, string gguf)
{
    private const double Goal = 1;

    public async Task<IReadOnlyList<Figure>> MeasureAsync(MarkerChatClient client, BenchSettings settings, CancellationToken cancellationToken)
    {
        var layout = new PromptLayout(ByteLevelBpeTokenizer.Load(Path.Combine(client.Model.Folder, "tokenizer.json")), client.Taxonomy);
        using var single = Start(threads: 1);
        using var several = Start(settings.Threads);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = -1; round < settings.Rounds; round++)
        {
            var (tokens, time) = (0, TimeSpan.Zero);
            var prompts = new List<object>();
            foreach (var question in Questions.All)
            {
                var answer = await Answer.AskForMuchAsync(client, question, settings.Tokens, cancellationToken);
                tokens += answer.Timings.DecodeTokens;
                time += answer.Whole - answer.ToMarkers;
                prompts.Add(new
                {
                    ids = layout.EncodePrompt([new PromptMessage("user", question)], answer.Markers.Given).Concat(layout.EncodeMarkers(answer.Markers.All)),
                    tokens = answer.Timings.DecodeTokens,
                });
            }

            var line = JsonSerializer.Serialize(prompts);
            var faster = Math.Max(await DecodeAsync(single, line, cancellationToken), await DecodeAsync(several, line, cancellationToken));
            if (round >= 0)
            {
                ours.Add(tokens / time.TotalSeconds);
                theirs.Add(faster);
            }
        }

        single.Kill();
        several.Kill();
        return
        [
            Figure.Plain(client.Model.Name, "llama.cpp, Q8_0, one stream, the faster of 1 and all threads", theirs, "tokens/s"),
            Figure.AtLeast(client.Model.Name, "one stream against llama.cpp", [.. ours.Zip(theirs, (o, t) => o / t)], "x", Goal),
        ];
    }

    private static async Task<double> DecodeAsync(Process process, string prompts, CancellationToken cancellationToken)
    {
        await process.StandardInput.WriteLineAsync(prompts.AsMemory(), cancellationToken);
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException($"llama.cpp ended: {await process.StandardError.ReadToEndAsync(cancellationToken)}");
        return JsonElement.Parse(line).GetProperty("tokensPerSecond").GetDouble();
    }

    private Process Start(int threads) => Process.Start(new ProcessStartInfo("node", ["decode.mjs", gguf, $"{threads}"])
    {
        WorkingDirectory = folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    })!;
}
