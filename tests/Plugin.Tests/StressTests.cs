using Microsoft.Extensions.AI;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Plugin.Tests;

public class StressTests(ModelFolders folders)
{
    [Fact]
    public async Task AThousandRandomGenerationsFromEightThreadsAllEndInAnAnswerOrACancellation()
    {
        using var client = ModelFolders.Load(folders.Small);
        var answered = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (seed, _) =>
            {
                var random = new Random(seed);
                var options = new ChatOptions
                {
                    Temperature = random.Next(3),
                    TopP = random.NextSingle(),
                    TopK = random.Next(20),
                    Seed = seed,
                    MaxOutputTokens = random.Next(1, 20),
                    StopSequences = random.Next(4) == 0 ? ["x", "\n\n"] : null,
                };
                if (random.Next(3) == 0)
                {
                    options.WithMarkers(("lang", "German"), ("length_tokens", $"{random.Next(50)}")).WithEnforcement("length_tokens");
                }

                using var cancellation = new CancellationTokenSource(random.Next(5) == 0 ? random.Next(1, 30) : Timeout.Infinite);
                try
                {
                    var response = await client.GetResponseAsync(
                        new string((char)random.Next(32, 1000), random.Next(1, 60)), options, cancellation.Token);
                    Assert.NotNull(response.FinishReason);
                    Interlocked.Increment(ref answered);
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                }
            });
        Assert.InRange(answered, 700, 1000);
        Assert.Equal(0, client.RunningRequests + client.QueuedRequests);
    }

    [Fact]
    public async Task DisposingAtAnyMomentIsSafe()
    {
        for (var round = 0; round < 15; round++)
        {
            var client = ModelFolders.Load(folders.Small);
            var users = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (true)
                {
                    await client.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 30, Temperature = 1 });
                }
            })).ToArray();
            await Task.Delay(round * 3);
            client.Dispose();
            foreach (var user in users)
            {
                await Assert.ThrowsAsync<ObjectDisposedException>(() => user);
            }
        }
    }
}
