namespace TreasureMarkers.Inference.Engine;

/// <summary>Requests that wait for one of a number of slots, in the order they came. Safe to share between threads.</summary>
/// <param name="slots">Sequences that can run at a time.</param>
/// <param name="queueLength">Most requests that may wait beside them.</param>
internal sealed class AdmissionQueue(int slots, int queueLength)
{
    private readonly object _lock = new();
    private readonly LinkedList<SequenceRequest> _waiting = new();
    private int _running;
    private bool _closed;

    /// <summary>Requests that have a slot.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Requests that wait for one.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Lets a request wait; cancelled, it leaves at once.</summary>
    /// <exception cref="QueueFullException">As many wait as may.</exception>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public void Add(SequenceRequest request)
    {
        LinkedListNode<SequenceRequest> place;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(Scheduler));
            if (_running + _waiting.Count >= slots + queueLength)
            {
                throw new QueueFullException(
                    $"{queueLength} requests already wait for the model, which is as many as may; try again later.");
            }

            place = _waiting.AddLast(request);
            Monitor.Pulse(_lock);
        }

        var withdrawal = request.CancellationToken.Register(() => Withdraw(place));
        _ = request.Ended.ContinueWith(
            _ => withdrawal.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Takes the requests for which there are slots; with nothing running, waits for one.</summary>
    /// <returns>The next requests, often none; null once the queue is closed.</returns>
    public IReadOnlyList<SequenceRequest>? Take()
    {
        lock (_lock)
        {
            while (!_closed && _running == 0 && _waiting.Count == 0)
            {
                Monitor.Wait(_lock);
            }

            if (_closed)
            {
                return null;
            }

            var next = new List<SequenceRequest>();
            while (_running < slots && _waiting.First is { } first)
            {
                _waiting.RemoveFirst();
                _running++;
                next.Add(first.Value);
            }

            return next;
        }
    }

    /// <summary>Gives a slot back.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _running--;
        }
    }

    /// <summary>Refuses those who wait and whoever comes.</summary>
    public void Close()
    {
        SequenceRequest[] refused;
        lock (_lock)
        {
            _closed = true;
            refused = [.. _waiting];
            _waiting.Clear();
            Monitor.Pulse(_lock);
        }

        foreach (var request in refused)
        {
            request.Refuse(new ObjectDisposedException(nameof(Scheduler)));
        }
    }

    private void Withdraw(LinkedListNode<SequenceRequest> place)
    {
        lock (_lock)
        {
            // Whoever has a slot meanwhile is ended there.
            if (place.List is null)
            {
                return;
            }

            _waiting.Remove(place);
        }

        place.Value.Refuse(new OperationCanceledException(place.Value.CancellationToken));
    }
}
