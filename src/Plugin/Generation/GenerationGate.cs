namespace TreasureMarkers.Plugin.Generation;

/// <summary>Lets one generation at a time have the model, in the order of asking, with a bounded number waiting.</summary>
/// <param name="queueLength">Most that may wait.</param>
internal sealed class GenerationGate(int queueLength)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private bool _busy;
    private bool _closed;

    /// <summary>Generations that have the model: 0 or 1.</summary>
    public int Running
    {
        get
        {
            lock (_lock)
            {
                return _busy ? 1 : 0;
            }
        }
    }

    /// <summary>Requests waiting.</summary>
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

    /// <summary>Waits for the model. Whoever returns from here without an exception must call <see cref="Leave"/> once.</summary>
    /// <exception cref="QueueFullException">As many wait as may.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    /// <exception cref="ObjectDisposedException">The gate is closed.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> place;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(MarkerChatClient));
            if (!_busy)
            {
                _busy = true;
                return;
            }

            if (_waiting.Count >= queueLength)
            {
                throw new QueueFullException($"{queueLength} requests already wait for the model, which is as many as may; try again later.");
            }

            place = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using (cancellationToken.Register(() => Withdraw(place, cancellationToken)))
        {
            await place.Value.Task;
        }
    }

    /// <summary>Gives the model to the one who has waited longest.</summary>
    public void Leave()
    {
        TaskCompletionSource? next;
        lock (_lock)
        {
            next = _waiting.First?.Value;
            if (next is null)
            {
                _busy = false;
                return;
            }

            _waiting.RemoveFirst();
        }

        next.SetResult();
    }

    /// <summary>Refuses those who wait and whoever comes.</summary>
    public void Close()
    {
        TaskCompletionSource[] refused;
        lock (_lock)
        {
            _closed = true;
            refused = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var place in refused)
        {
            place.SetException(new ObjectDisposedException(nameof(MarkerChatClient)));
        }
    }

    private void Withdraw(LinkedListNode<TaskCompletionSource> place, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Whoever was let in meanwhile is in: the caller goes on, sees the cancellation and leaves.
            if (place.List is null)
            {
                return;
            }

            _waiting.Remove(place);
        }

        place.Value.SetCanceled(cancellationToken);
    }
}
