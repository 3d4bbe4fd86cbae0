using System.Diagnostics;
using Microsoft.Extensions.AI;
using TreasureMarkers.Plugin.Tests.Support;

namespace TreasureMarkers.Plugin.Tests;

public sealed class CancellationTests(ModelFolders folders) : IDisposable
{
    private const int MostMilliseconds = 500;
    private readonly MarkerChatClient _client = ModelFolders.Load(folders.Slow, queueLength: 1, slots: 1);

    /// <summary>Fills most of the 4,096 tokens of context: every character is a token.</summary>
    private static string LongText => new('x', 3900);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task CancelEndsThePrefill()
    {
        using var cancellation = new CancellationTokenSource();
        var answer = _client.GetResponseAsync(LongText, cancellationToken: cancellation.Token);
        await Task.Delay(200);
        Assert.False(answer.IsCompleted);
        Assert.Equal(1, _client.RunningRequests);
        await AssertEndsAsync(answer, cancellation);
    }

    [Fact]
    public async Task CancelEndsTheDecoding()
    {
        using var cancellation = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var answer = Task.Run(async () =>
        {
            await foreach (var update in _client.GetStreamingResponseAsync("Hello", Endless, cancellation.Token))
            {
                if (update.Text.Length > 0)
                {
                    begun.TrySetResult();
                }
            }
        });
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await AssertEndsAsync(answer, cancellation);
    }

    [Fact]
    public async Task StoppingToListenEndsTheDecoding()
    {
        await foreach (var update in _client.GetStreamingResponseAsync("Hello", Endless))
        {
            if (update.Text.Length > 0)
            {
                break;
            }
        }

        Assert.Equal(0, _client.RunningRequests);
    }

    [Fact]
    public async Task CancelEndsTheWaitAndAFullQueueRefuses()
    {
        using var running = new CancellationTokenSource();
        using var waiting = new CancellationTokenSource();
        var first = _client.GetResponseAsync(LongText, cancellationToken: running.Token);
        while (_client.RunningRequests == 0)
        {
            await Task.Delay(5);
        }

        var second = _client.GetResponseAsync("Hello", cancellationToken: waiting.Token);
        while (_client.QueuedRequests == 0)
        {
            await Task.Delay(5);
        }

        await Assert.ThrowsAsync<QueueFullException>(() => _client.GetResponseAsync("Hello"));
        await waiting.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(0, _client.QueuedRequests);
        await AssertEndsAsync(first, running);
    }

    [Fact]
    public async Task DisposingEndsTheRunningAnswerAndRefusesTheWaitingOne()
    {
        var running = _client.GetResponseAsync(LongText);
        while (_client.RunningRequests == 0)
        {
            await Task.Delay(5);
        }

        var waiting = _client.GetResponseAsync("Hello");
        var clock = Stopwatch.StartNew();
        await Task.Run(_client.Dispose);
        Assert.InRange(clock.ElapsedMilliseconds, 0, MostMilliseconds);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _client.GetResponseAsync("Hello"));
    }

    private static ChatOptions Endless => new() { MaxOutputTokens = 3000, Temperature = 3 };

    private async Task AssertEndsAsync(Task answer, CancellationTokenSource cancellation)
    {
        var clock = Stopwatch.StartNew();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        while (_client.RunningRequests > 0)
        {
            await Task.Delay(1);
        }

        Assert.InRange(clock.ElapsedMilliseconds, 0, MostMilliseconds);
        Assert.NotNull((await _client.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 1 })).Usage);
    }
}
