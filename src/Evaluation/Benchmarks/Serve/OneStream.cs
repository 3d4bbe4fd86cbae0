using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Evaluation.Benchmarks.Serve;

/// <summary>
/// One caller against a bare GenAI loop over the same tokens, in turns, so that whatever else the machine does falls on both
/// alike. The client is timed where its caller stands, from the update with the markers to the last one.
/// </summary>
internal static class OneStream
{
    private const double Goal = 0.95;
    private const double MostPasses = 15;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(MarkerChatClient client, BenchSettings settings, CancellationToken cancellationToken)
    {
        using var bare = new BareLoop(client.Model.Folder, settings.Threads);
        var layout = new PromptLayout(ByteLevelBpeTokenizer.Load(Path.Combine(client.Model.Folder, "tokenizer.json")), client.Taxonomy);
        var (rates, bareRates, passes) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -1; round < settings.Rounds; round++)
        {
            var (tokens, clientTime, bareTime) = (0, TimeSpan.Zero, TimeSpan.Zero);
            foreach (var question in Questions.All)
            {
                var answer = await Answer.AskForMuchAsync(client, question, settings.Tokens, cancellationToken);
                int[] ids = [.. layout.EncodePrompt([new PromptMessage("user", question)], answer.Markers.Given), .. layout.EncodeMarkers(answer.Markers.All)];
                bareTime += bare.Decode(ids, answer.Timings.DecodeTokens);
                clientTime += answer.Whole - answer.ToMarkers;
                tokens += answer.Timings.DecodeTokens;
                passes.Add((await Answer.AskAsync(client, question, 1, cancellationToken)).Timings.MarkerPasses);
            }

            // The first round warms up.
            if (round >= 0)
            {
                rates.Add(tokens / clientTime.TotalSeconds);
                bareRates.Add(tokens / bareTime.TotalSeconds);
            }
        }

        return
        [
            Figure.Plain(client.Model.Name, "one stream", rates, "tokens/s"),
            Figure.Plain(client.Model.Name, "bare GenAI loop", bareRates, "tokens/s"),
            Figure.AtLeast(client.Model.Name, "one stream against the bare loop", [.. rates.Zip(bareRates, (rate, b) => rate / b)], "x", Goal),
            Figure.AtMost(client.Model.Name, "marker phase, nothing given, most", passes.Max(), passes, "passes", MostPasses),
        ];
    }
}
