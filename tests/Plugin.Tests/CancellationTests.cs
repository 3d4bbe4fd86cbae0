using System.Diagnostics;
using Microsoft.Extensions.AI;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference;

namespace TreasureMarkers.Plugin.Tests;

[Collection(TimedCollection.Name)]
public sealed class CancellationTests(ModelFolders folders)
{
    private const int MostMilliseconds = 500;

    [Fact]
    public async Task CancelEndsThePrefill()
    {
        using var client = Load(folders.Endless);
        using var cancellation = new CancellationTokenSource();
        var answer = client.GetResponseAsync(RandomModel.EndlessText, cancellationToken: cancellation.Token);
        await Task.Delay(100);
        Assert.False(answer.IsCompleted);
        Assert.Equal(1, client.RunningRequests);
        await AssertEndsAsync(client, answer, cancellation);
    }

    [Fact]
    public async Task CancelEndsTheDecoding()
    {
        using var client = Load(folders.Slow);
        using var cancellation = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var answer = Task.Run(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync("Hello", Endless, cancellation.Token))
            {
                if (update.Text.Length > 0)
                {
                    begun.TrySetResult();
                }
            }
        });
        await begun.Task;
        await AssertEndsAsync(client, answer, cancellation);
    }

    [Fact]
    public async Task StoppingToListenEndsTheDecoding()
    {
        using var client = Load(folders.Slow);
        await foreach (var update in client.GetStreamingResponseAsync("Hello", Endless))
        {
            if (update.Text.Length > 0)
            {
                break;
            }
        }

        Assert.Equal(0, client.RunningRequests);
    }

    [Fact]
    public async Task CancelEndsTheWaitAndAFullQueueRefuses()
    {
        using var client = Load(folders.Endless);
        using var running = new CancellationTokenSource();
        using var waiting = new CancellationTokenSource();
        var first = client.GetResponseAsync(RandomModel.EndlessText, cancellationToken: running.Token);
        await UntilAsync(() => client.RunningRequests == 1);
        var second = client.GetResponseAsync("Hello", cancellationToken: waiting.Token);
        await UntilAsync(() => client.QueuedRequests == 1);
        await Assert.ThrowsAsync<QueueFullException>(() => client.GetResponseAsync("Hello"));
        await waiting.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(0, client.QueuedRequests);
        await AssertEndsAsync(client, first, running);
    }

    [Fact]
    public async Task DisposingEndsTheRunningAnswerAndRefusesTheWaitingOne()
    {
        using var client = Load(folders.Slow);
        var running = client.GetResponseAsync("Hello", Endless);
        await UntilAsync(() => client.RunningRequests == 1);
        var waiting = client.GetResponseAsync("Hello");
        await Task.Run(client.Dispose);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetResponseAsync("Hello"));
    }

    /// <summary>As many tokens as the context holds.</summary>
    private static ChatOptions Endless => new() { MaxOutputTokens = int.MaxValue };

    private static MarkerChatClient Load(string folder) => ModelFolders.Load(folder, queueLength: 1, slots: 1);

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(1);
        }
    }

    private static async Task AssertEndsAsync(MarkerChatClient client, Task answer, CancellationTokenSource cancellation)
    {
        var clock = Stopwatch.StartNew();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await UntilAsync(() => client.RunningRequests == 0);
        Assert.InRange(clock.ElapsedMilliseconds, 0, MostMilliseconds);
        Assert.NotNull((await client.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 1 })).Usage);
    }
}
