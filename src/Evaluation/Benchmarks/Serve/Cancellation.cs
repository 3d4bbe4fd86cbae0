using System.Diagnostics;
using Microsoft.Extensions.AI;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Evaluation.Benchmarks.Serve;

/// <summary>From a cancellation to the free slot, at any moment from the first pass over the prompt on.</summary>
internal static class Cancellation
{
    private const double Goal = 500;
    private const int Times = 100;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(MarkerChatClient client, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        var stops = new List<double>();
        while (stops.Count < Times)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var options = new ChatOptions { Temperature = 3, MaxOutputTokens = 500 };
            var answer = client.GetResponseAsync(Questions.Long(9000 + (stops.Count * 50), Questions.SentencesOf400Tokens), options, ending.Token);
            await Task.Delay(random.Next(200), cancellationToken);
            if (client.RunningRequests == 0)
            {
                continue;
            }

            var clock = Stopwatch.StartNew();
            await ending.CancelAsync();
            try
            {
                await answer;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                stops.Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        return [Figure.AtMost(client.Model.Name, "cancellation to stop, p95", Samples.Percentile(stops, 95), stops, "ms", Goal)];
    }
}
