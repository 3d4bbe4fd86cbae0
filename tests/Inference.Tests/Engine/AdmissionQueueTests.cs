using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Engine;

namespace TreasureMarkers.Inference.Tests.Engine;

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
        var refused = Assert.Throws<QueueFullException>(() => queue.Add(Request()));
        Assert.Contains("1 requests already wait", refused.Message, StringComparison.Ordinal);
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
    public void WhoeverTakesWithNothingRunningWaitsForARequest()
    {
        var queue = new AdmissionQueue(slots: 1, queueLength: 0);
        IReadOnlyList<SequenceRequest>? taken = null;
        var taking = new BackgroundCall(() => taken = queue.Take());
        taking.WaitUntilItWaits();
        var request = Request();
        queue.Add(request);
        Assert.Null(taking.Failure());
        Assert.Equal([request], taken);
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
