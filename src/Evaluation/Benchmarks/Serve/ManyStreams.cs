using System.Diagnostics;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Evaluation.Benchmarks.Serve;

/// <summary>Eight callers at a time against the same eight one after another, whole answers, in turns.</summary>
internal static class ManyStreams
{
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(MarkerChatClient client, BenchSettings settings, double? goal, CancellationToken cancellationToken)
    {
        var (alone, together) = (new List<double>(), new List<double>());
        for (var round = -1; round < settings.Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var tokens = 0;
            foreach (var question in Questions.All)
            {
                tokens += (await Answer.AskForMuchAsync(client, question, settings.Tokens, cancellationToken)).Timings.DecodeTokens;
            }

            var sequential = clock.Elapsed;
            clock.Restart();
            await Task.WhenAll(Questions.All.Select(question => Answer.AskForMuchAsync(client, question, settings.Tokens, cancellationToken)));
            if (round >= 0)
            {
                alone.Add(tokens / sequential.TotalSeconds);
                together.Add(tokens / clock.Elapsed.TotalSeconds);
            }
        }

        double[] ratios = [.. together.Zip(alone, (t, a) => t / a)];
        const string What = "eight streams against one, whole answers";
        return
        [
            Figure.Plain(client.Model.Name, "eight streams together", together, "tokens/s"),
            goal is { } least ? Figure.AtLeast(client.Model.Name, What, ratios, "x", least) : Figure.Plain(client.Model.Name, What, ratios, "x"),
        ];
    }
}
