using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Models;

namespace TreasureMarkers.Inference.Tests.Engine;

public class SchedulerTests(ModelFolders folders)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SequencesThatJoinLeaveAndAreCancelledAtAnyStepAreWrittenAsAlone(bool genAI)
    {
        using var alone = new Scheduler(ModelFolders.LoadRunner(folders.Small, slots: 1, prefixBytes: 0).Runner, queueLength: 0);
        using var shared = new Scheduler(ModelFolders.LoadRunner(folders.Small, genAI).Runner, queueLength: 100);
        var random = new Random(3);
        var writings = Enumerable.Range(0, 60).Select(i =>
        {
            var prompt = Enumerable.Range(0, random.Next(1, 150)).Select(_ => random.Next(3, 250)).ToArray();
            return (Prompt: prompt, Tokens: random.Next(1, 60), CancelAt: i % 4 == 0 ? random.Next(1, 30) : int.MaxValue);
        }).ToArray();
        var expected = new List<List<int>>();
        foreach (var (prompt, tokens, cancelAt) in writings)
        {
            expected.Add(await GreedyAsync(alone, prompt, tokens, cancelAt));
        }

        var written = await Task.WhenAll(writings.Select(w => GreedyAsync(shared, w.Prompt, w.Tokens, w.CancelAt)));
        Assert.Equal(expected, written);
        Assert.Equal((0, 0), (shared.Running, shared.Waiting));
    }

    [Fact]
    public async Task DraftsChangeNothingButTheNumberOfPasses()
    {
        using var scheduler = new Scheduler(ModelFolders.LoadRunner(folders.Small, prefixBytes: 0).Runner, queueLength: 100);
        var random = new Random(5);
        int[] prompt = [.. Enumerable.Range(0, 100).Select(_ => random.Next(3, 250))];
        var expected = await GreedyAsync(scheduler, prompt, 60, int.MaxValue);

        var right = await DraftedAsync(scheduler, prompt, 60, written => [.. expected.Skip(written).Take(4)]);
        var wrong = await DraftedAsync(scheduler, prompt, 60, written => [1 + expected[written], 7, 7]);
        var mixed = await DraftedAsync(scheduler, prompt, 60, written => [.. expected.Skip(written).Take(random.Next(4)), 9, 9]);
        var beyondTheEnd = await DraftedAsync(scheduler, prompt, 60, written => [.. expected.Skip(written), .. Enumerable.Repeat(9, 100)]);

        Assert.Equal(expected, right.Tokens);
        Assert.Equal(expected, wrong.Tokens);
        Assert.Equal(expected, mixed.Tokens);
        Assert.Equal(expected, beyondTheEnd.Tokens);
        // A pass gives the next token and confirms four more.
        Assert.Equal((60 / 5, 60, 1), (right.Passes, wrong.Passes, beyondTheEnd.Passes));
        Assert.InRange(mixed.Passes, 20, 50);
    }

    [Fact]
    public async Task AShortPromptDoesNotWaitForALongOne()
    {
        using var scheduler = new Scheduler(ModelFolders.LoadRunner(folders.Small).Runner, queueLength: 10);
        var longPrompt = Enumerable.Range(0, 500).Select(i => 3 + (i % 200)).ToArray();
        var read = new List<string>();
        var shortReading = Task.CompletedTask;
        await scheduler.WriteAsync(
            longPrompt,
            512,
            async sequence =>
            {
                // It comes when the long one has its slot.
                shortReading = scheduler.WriteAsync([5, 6], 10, Noting([5, 6], "short"), CancellationToken.None);
                await Noting(longPrompt, "long")(sequence);
            },
            CancellationToken.None);
        await shortReading;
        Assert.Equal(["short", "long"], read);

        Func<Sequence, Task> Noting(int[] prompt, string name) => async sequence =>
        {
            await Reading(prompt)(sequence);
            read.Add(name);
        };
    }

    [Fact]
    public async Task WhatTheWriterThrowsIsItsOwnRequestsFailure()
    {
        using var scheduler = new Scheduler(ModelFolders.LoadRunner(folders.Small).Runner, queueLength: 10);
        var failing = scheduler.WriteAsync(
            [5],
            10,
            async sequence =>
            {
                sequence.Add(5);
                await sequence.LogitsAsync();
                throw new FormatException("of the writer's own");
            },
            CancellationToken.None);
        Assert.NotEmpty(await GreedyAsync(scheduler, [9], 10, int.MaxValue));
        await Assert.ThrowsAsync<FormatException>(() => failing);
        Assert.Equal(0, scheduler.Running);
    }

    [Fact]
    public async Task AFailedPassIsAnExceptionAndTheModelGoesOn()
    {
        using var scheduler = new Scheduler(ModelFolders.LoadRunner(folders.Small).Runner, queueLength: 10);
        await Assert.ThrowsAsync<ModelException>(() => scheduler.WriteAsync([1_000_000], 10, Reading([1_000_000]), CancellationToken.None));
        Assert.NotEmpty(await GreedyAsync(scheduler, [9], 10, int.MaxValue));
    }

    [Fact]
    public async Task DisposingEndsWhatRunsAndWhatWaits()
    {
        var scheduler = new Scheduler(ModelFolders.LoadRunner(folders.Small, slots: 1).Runner, queueLength: 10);
        var waiting = Task.CompletedTask;
        BackgroundCall? disposal = null;
        var running = scheduler.WriteAsync(
            [7],
            10,
            async sequence =>
            {
                await Reading([7])(sequence);
                waiting = scheduler.WriteAsync([9], 10, Reading([9]), CancellationToken.None);
                disposal = new BackgroundCall(scheduler.Dispose);
                SpinWait.SpinUntil(() => waiting.IsCompleted);
                await Reading([8])(sequence);
            },
            CancellationToken.None);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.Null(disposal!.Failure());
    }

    private static Func<Sequence, Task> Reading(int[] prompt) => async sequence =>
    {
        sequence.Add(prompt);
        await sequence.LogitsAsync();
    };

    /// <summary>Writes greedily; once it has written as many tokens as said, it is cancelled.</summary>
    private static async Task<(List<int> Tokens, int Passes)> DraftedAsync(
        Scheduler scheduler, int[] prompt, int tokens, Func<int, int[]> draft)
    {
        var (written, passes) = (new List<int>(), 0);
        await scheduler.WriteAsync(
            prompt,
            prompt.Length + tokens,
            async sequence =>
            {
                sequence.Add(prompt);
                sequence.Drafter = () => draft(written.Count);
                while (written.Count < tokens)
                {
                    await sequence.LogitsAsync();
                    written.Add(System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(sequence.Logits));
                    sequence.Add(written[^1]);
                }

                passes = sequence.Passes;
            },
            CancellationToken.None);
        return (written, passes);
    }

    private static async Task<List<int>> GreedyAsync(Scheduler scheduler, int[] prompt, int tokens, int cancelAt)
    {
        var written = new List<int>();
        using var cancellation = new CancellationTokenSource();
        var writing = scheduler.WriteAsync(
            prompt,
            prompt.Length + tokens,
            async sequence =>
            {
                sequence.Add(prompt);
                while (written.Count < tokens)
                {
                    await sequence.LogitsAsync();
                    var id = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(sequence.Logits);
                    written.Add(id);
                    sequence.Add(id);
                    if (written.Count == cancelAt)
                    {
                        cancellation.Cancel();
                    }
                }
            },
            cancellation.Token);
        if (tokens > cancelAt)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        }
        else
        {
            await writing;
        }

        return written;
    }
}
