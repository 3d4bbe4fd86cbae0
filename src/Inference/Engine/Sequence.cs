using System.Diagnostics;
using System.Threading.Tasks.Sources;
using TreasureMarkers.Models;

namespace TreasureMarkers.Inference.Engine;

/// <summary>
/// One sequence of tokens that a <see cref="Scheduler"/> passes through the model. Tokens are gathered until logits are asked
/// for, so that tokens known beforehand (the prompt, fixed markers, the list's close) share one forward pass.
/// <para>
/// Whoever writes the sequence runs on the scheduler's thread, between passes, and awaits nothing but <see cref="LogitsAsync"/>.
/// </para>
/// </summary>
internal sealed class Sequence : IValueTaskSource
{
    private readonly ModelSlot _slot;
    private readonly List<int> _pending = [];
    private readonly Queue<(int Id, float[] Logits)> _passedAhead = new();
    private float[][] _branchLogits = [];
    private int[]? _draft;
    private float[]? _logitsAhead;
    private ManualResetValueTaskSourceCore<bool> _logits;
    private long _asked;

    /// <summary>Begins a sequence in an open slot.</summary>
    /// <param name="slot">The slot.</param>
    public Sequence(ModelSlot slot)
    {
        _slot = slot;
        ReusedTokens = slot.Tokens.Count;
    }

    /// <summary>Every token added so far.</summary>
    public List<int> Tokens { get; } = [];

    /// <summary>Leading tokens that an earlier sequence had passed already.</summary>
    public int ReusedTokens { get; }

    /// <summary>
    /// Times that logits were asked for after new tokens or branches; a long prompt, which is passed in pieces, counts as one.
    /// </summary>
    public int Passes { get; private set; }

    /// <summary>How long the first logits, those after the prompt, took.</summary>
    public TimeSpan FirstPass { get; private set; }

    /// <summary>The logits of the last pass, though tokens may have been added since; the next pass overwrites them.</summary>
    public Span<float> Logits => _slot.Logits;

    /// <summary>The slot.</summary>
    internal ModelSlot Slot => _slot;

    /// <summary>Tokens that wait for a pass.</summary>
    internal ReadOnlySpan<int> Pending => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending);

    /// <summary>Ways to go on whose logits are waited for, and the tokens whose logits these are; null for none.</summary>
    internal (IReadOnlyList<int[]> Ways, IReadOnlyList<int> Wanted)? Branches { get; private set; }

    /// <summary>What is likely to follow them, and may share their pass; drafted when it is first looked at.</summary>
    internal int[] Draft => _draft ??= Drafter?.Invoke() ?? [];

    /// <summary>
    /// Drafts what follows the tokens added so far, where a pass is needed. The pass may take the draft along, if that costs
    /// nobody time; as long as it is then what is added, no further pass is needed. It changes nothing else.
    /// </summary>
    public Func<int[]>? Drafter { get; set; }

    /// <summary>Adds a token after the others; costs nothing until logits are asked for.</summary>
    public void Add(int id)
    {
        if (_passedAhead.TryPeek(out var next) && next.Id == id)
        {
            _logitsAhead = _passedAhead.Dequeue().Logits;
            Tokens.Add(id);
            return;
        }

        ForgetDraft();
        // What the slot holds already is not passed again.
        if (Tokens.Count >= ReusedTokens)
        {
            _pending.Add(id);
        }

        Tokens.Add(id);
    }

    /// <summary>Adds tokens after the others.</summary>
    public void Add(IEnumerable<int> ids)
    {
        foreach (var id in ids)
        {
            Add(id);
        }
    }

    /// <summary>Waits until every token added has passed; afterwards <see cref="Logits"/> are those after the last.</summary>
    /// <exception cref="OperationCanceledException">The sequence was cancelled.</exception>
    /// <exception cref="ModelException">A pass failed.</exception>
    public ValueTask LogitsAsync()
    {
        if (_pending.Count == 0)
        {
            _slot.Logits = _logitsAhead ?? _slot.Logits;
            _logitsAhead = null;
            return ValueTask.CompletedTask;
        }

        _draft = null;
        _asked = Stopwatch.GetTimestamp();
        _logits.Reset();
        return new ValueTask(this, _logits.Version);
    }

    /// <summary>
    /// Tries several ways in which the sequence may go on, without going any: as if each were added and logits asked for. All tokens added
    /// have passed.
    /// </summary>
    /// <param name="ways">The tokens of each, as many in each.</param>
    /// <param name="wanted">The tokens whose logits are wanted.</param>
    /// <returns>For each way the logits of the wanted tokens after it.</returns>
    /// <exception cref="OperationCanceledException">The sequence was cancelled.</exception>
    /// <exception cref="ModelException">A pass failed.</exception>
    public async ValueTask<float[][]> BranchAsync(IReadOnlyList<int[]> ways, IReadOnlyList<int> wanted)
    {
        Branches = (ways, wanted);
        _logits.Reset();
        await new ValueTask(this, _logits.Version);
        return _branchLogits;
    }

    /// <summary>Takes the logits of the branches, and goes on with the sequence.</summary>
    internal void Branched(float[][] logits)
    {
        Branches = null;
        _branchLogits = logits;
        Passes++;
        _logits.SetResult(true);
    }

    /// <summary>Takes note that the first pending tokens have passed, and goes on with the sequence once all have.</summary>
    /// <param name="count">The tokens.</param>
    /// <param name="draft">How many tokens of the draft passed with them.</param>
    internal void Passed(int count, int draft = 0)
    {
        _pending.RemoveRange(0, count);
        if (_pending.Count == 0)
        {
            for (var i = 0; i < draft; i++)
            {
                _passedAhead.Enqueue((Draft[i], _slot.DraftLogits[i]));
            }

            _logitsAhead = null;
            FirstPass = Passes == 0 ? Stopwatch.GetElapsedTime(_asked) : FirstPass;
            Passes++;
            _logits.SetResult(true);
        }
    }

    /// <summary>Takes tokens of a draft that did not follow out of the slot.</summary>
    internal void ForgetDraft()
    {
        _slot.Tokens.RemoveRange(_slot.Tokens.Count - _passedAhead.Count, _passedAhead.Count);
        _passedAhead.Clear();
    }

    /// <summary>Ends the sequence where it waits.</summary>
    internal void Fail(Exception reason) => _logits.SetException(reason);

    void IValueTaskSource.GetResult(short token) => _logits.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _logits.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _logits.OnCompleted(continuation, state, token, flags);
}

/// <summary>A sequence that waits for a slot or is being written.</summary>
/// <param name="prompt">What it begins with.</param>
/// <param name="maxLength">The most tokens it will hold.</param>
/// <param name="write">Writes it, on the scheduler's thread.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class SequenceRequest(
    IReadOnlyList<int> prompt, int maxLength, Func<Sequence, Task> write, CancellationToken cancellationToken)
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
