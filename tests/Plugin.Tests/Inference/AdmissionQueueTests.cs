using TreasureMarkers.Plugin.Inference;

namespace TreasureMarkers.Plugin.Tests.Inference;

public class AdmissionQueueTests
{
    [Fact]
    public void RequestsGetSlotsInTheirOrder()
    {
        var queue = new AdmissionQueue(slots: 2, queueLength: 10);
        var requests = Enumerable.Range(0, 5).Select(_ => Request()).ToArray();
        foreach (var request in requests)
        {
            queue.Add(request);
        }

        Assert.Equal(requests[..2], queue.Take());
        Assert.Equal((2, 3), (queue.Running, queue.Waiting));
        Assert.Empty(queue.Take()!);
        queue.Leave();
        Assert.Equal([requests[2]], queue.Take());
    }

    [Fact]
    public void OneMoreThanMayWaitIsRefused()
    {
        var queue = new AdmissionQueue(slots: 1, queueLength: 1);
        queue.Add(Request());
        queue.Add(Request());
        Assert.Contains("1 requests already wait", Assert.Throws<QueueFullException>(() => queue.Add(Request())).Message, StringComparison.Ordinal);
        _ = queue.Take();
        queue.Leave();
        queue.Add(Request());
    }

    [Fact]
    public async Task ACancelledRequestGivesItsPlaceUp()
    {
        var queue = new AdmissionQueue(slots: 1, queueLength: 1);
        using var cancellation = new CancellationTokenSource();
        var (first, cancelled, next) = (Request(), Request(cancellation.Token), Request());
        queue.Add(first);
        queue.Add(cancelled);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Ended);
        queue.Add(next);
        Assert.Equal([first], queue.Take());
        queue.Leave();
        Assert.Equal([next], queue.Take());
    }

    [Fact]
    public async Task WhoeverTakesWithNothingRunningWaitsForARequest()
    {
        var queue = new AdmissionQueue(slots: 1, queueLength: 0);
        var taking = Task.Run(() => queue.Take());
        await Task.Delay(50);
        Assert.False(taking.IsCompleted);
        var request = Request();
        queue.Add(request);
        Assert.Equal([request], await taking.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task AClosedQueueRefusesThoseWhoWaitAndThoseWhoCome()
    {
        var queue = new AdmissionQueue(slots: 1, queueLength: 1);
        var waiting = Request();
        queue.Add(waiting);
        queue.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.Ended);
        Assert.Throws<ObjectDisposedException>(() => queue.Add(Request()));
        Assert.Null(queue.Take());
    }

    private static SequenceRequest Request(CancellationToken cancellationToken = default) =>
        new([1], maxLength: 1, _ => Task.CompletedTask, cancellationToken);
}
