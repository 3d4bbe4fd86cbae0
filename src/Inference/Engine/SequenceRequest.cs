namespace TreasureMarkers.Inference.Engine;

/// <summary>A sequence that waits for a slot or is being written.</summary>
/// <param name="prompt">What it begins with.</param>
/// <param name="maxLength">The most tokens it will hold.</param>
/// <param name="write">Writes it, on the scheduler's thread.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class SequenceRequest(IReadOnlyList<int> prompt, int maxLength, Func<Sequence, Task> write, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _writing = Task.CompletedTask;

    /// <summary>Ends when the sequence has, in the same way, and its slot is free.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The most tokens it will hold.</summary>
    public int MaxLength => maxLength;

    /// <summary>Ends it.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The sequence, once it has a slot.</summary>
    public Sequence? Sequence { get; private set; }

    /// <summary>Whether the sequence was written to its end, or failed.</summary>
    public bool IsWritten => _writing.IsCompleted;

    /// <summary>Takes a slot and writes up to where the first logits are needed.</summary>
    public void Start(IModelRunner runner)
    {
        Sequence = new Sequence(runner.Open(prompt, maxLength));
        _writing = write(Sequence);
    }

    /// <summary>Ends a request that never got a slot.</summary>
    public void Refuse(Exception reason)
    {
        if (reason is OperationCanceledException)
        {
            _ended.TrySetCanceled(cancellationToken);
        }
        else
        {
            _ended.TrySetException(reason);
        }
    }

    /// <summary>Tells how the writing ended, once the slot is free.</summary>
    public void Complete() => _ended.TrySetFromTask(_writing);
}
