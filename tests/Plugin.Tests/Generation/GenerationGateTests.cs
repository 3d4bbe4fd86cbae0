using TreasureMarkers.Plugin.Generation;

namespace TreasureMarkers.Plugin.Tests.Generation;

public class GenerationGateTests
{
    [Fact]
    public async Task RequestsEnterOneAtATimeInTheirOrder()
    {
        var gate = new GenerationGate(10);
        await gate.EnterAsync(default);
        var waiting = Enumerable.Range(0, 5).Select(_ => gate.EnterAsync(default)).ToArray();
        for (var i = 0; i < waiting.Length; i++)
        {
            Assert.All(waiting[i..], w => Assert.False(w.IsCompleted));
            gate.Leave();
            await waiting[i].WaitAsync(TimeSpan.FromSeconds(5));
        }

        gate.Leave();
        Assert.Equal(0, gate.Running);
    }

    [Fact]
    public async Task OneMoreThanMayWaitIsRefused()
    {
        var gate = new GenerationGate(1);
        await gate.EnterAsync(default);
        var waiting = gate.EnterAsync(default);
        await Assert.ThrowsAsync<QueueFullException>(() => gate.EnterAsync(default));
        gate.Leave();
        await waiting;
    }

    [Fact]
    public async Task ACancelledRequestGivesItsPlaceUp()
    {
        var gate = new GenerationGate(2);
        await gate.EnterAsync(default);
        using var cancellation = new CancellationTokenSource();
        var cancelled = gate.EnterAsync(cancellation.Token);
        var next = gate.EnterAsync(default);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(1, gate.Waiting);
        gate.Leave();
        await next.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task AClosedGateRefusesThoseWhoWaitAndThoseWhoCome()
    {
        var gate = new GenerationGate(2);
        await gate.EnterAsync(default);
        var waiting = gate.EnterAsync(default);
        gate.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => gate.EnterAsync(default));
        gate.Leave();
        Assert.Equal(0, gate.Running);
    }
}
