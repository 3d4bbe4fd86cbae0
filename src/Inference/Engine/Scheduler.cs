using System.Diagnostics;
using TreasureMarkers.Models;

namespace TreasureMarkers.Inference.Engine;

/// <summary>
/// Shares a model between sequences, on a thread of its own. Requests get slots in the order they came; a bounded number waits.
/// Between two passes sequences join, leave and are cancelled.
/// <para>
/// Sequences that wait for one token's logits share a pass. A prompt is read in chunks. Whoever needs only one is read first, so
/// that all decode together as early as they can; while others decode, reading longer prompts and decoding get the same share
/// of the time; several prompts take turns, so a short one never waits for a long one's end. A draft of what a sequence expects
/// goes with a prompt's end, or with its next token while it is alone: others would wait for it longer than it saves. The ways that a
/// sequence wants to try have a pass of their own.
/// </para>
/// <para>
/// Whatever a step throws is the failure of the sequences it was for, and nobody else's.
/// </para>
/// </summary>
internal sealed class Scheduler : IDisposable
{
    // A larger chunk is hardly faster to read and makes all others wait longer.
    private const int ChunkSize = 64;

    private readonly IModelRunner _runner;
    private readonly AdmissionQueue _queue;
    private readonly List<SequenceRequest> _active = [];
    private readonly Thread _thread;
    private TimeSpan _readingAhead;

    /// <summary>Starts the thread.</summary>
    /// <param name="runner">The model, which this owns.</param>
    /// <param name="queueLength">Most requests that may wait for a slot.</param>
    /// <param name="first">A sequence of its own that is written before any request's, to have everything ready for them.</param>
    public Scheduler(IModelRunner runner, int queueLength, SequenceRequest? first = null)
    {
        _runner = runner;
        _queue = new AdmissionQueue(runner.Slots, queueLength);
        _thread = new Thread(() => Run(first)) { IsBackground = true, Name = "marker model" };
        _thread.Start();
    }

    /// <summary>Sequences that have a slot.</summary>
    public int Running => _queue.Running;

    /// <summary>Requests that wait for one.</summary>
    public int Waiting => _queue.Waiting;

    /// <summary>Has a sequence written.</summary>
    /// <param name="prompt">What it begins with; a shared beginning is taken over from an earlier sequence.</param>
    /// <param name="maxLength">The most tokens it will hold, at most the context length.</param>
    /// <param name="write">Adds the prompt and everything after it; runs on the scheduler's thread and awaits nothing but logits.</param>
    /// <param name="cancellationToken">Ends the wait or, within one pass, the sequence.</param>
    /// <returns>A task that ends when the writing has and the slot is free.</returns>
    /// <exception cref="QueueFullException">As many requests wait as may.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler was disposed, before or meanwhile.</exception>
    public Task WriteAsync(IReadOnlyList<int> prompt, int maxLength, Func<Sequence, Task> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = new SequenceRequest(prompt, maxLength, write, cancellationToken);
        _queue.Add(request);
        return request.Ended;
    }

    /// <summary>Ends every sequence, refuses those that wait, and frees the model.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
    }

    private void Run(SequenceRequest? first)
    {
        if (first is not null)
        {
            Write(first);
        }

        while (_queue.Take() is { } next)
        {
            foreach (var request in next)
            {
                Start(request);
            }

            EndCancelled();
            Pass();
        }

        foreach (var request in _active.ToArray())
        {
            Fail(request, new ObjectDisposedException(nameof(Scheduler), "The chat client was disposed while it answered."));
        }

        _runner.Dispose();
    }

    /// <summary>Writes a sequence to its end. What fails in it fails in the requests after it, who can be told.</summary>
    private void Write(SequenceRequest request)
    {
        try
        {
            request.Start(_runner);
            while (!request.IsWritten)
            {
                Pass(request);
            }

            Close(request.Sequence!);
        }
        catch (ModelException)
        {
        }
    }

    private void Start(SequenceRequest request)
    {
        try
        {
            request.Start(_runner);
        }
        catch (Exception e)
        {
            request.Refuse(e);
            _queue.Leave();
            return;
        }

        _active.Add(request);
        EndIfWritten(request);
    }

    private void EndCancelled()
    {
        foreach (var request in _active.Where(r => r.CancellationToken.IsCancellationRequested).ToArray())
        {
            Fail(request, new OperationCanceledException(request.CancellationToken));
        }
    }

    private void Pass()
    {
        if (_active.Count == 0)
        {
            return;
        }

        if (_active.Find(r => r.Sequence!.Branches is not null || r.Sequence!.Pending.Length is > 1 and <= ChunkSize
            || (_runner.CanDraft && _active.Count == 1 && r.Sequence.Draft.Length > 0)) is { } almostRead)
        {
            Read(almostRead);
            return;
        }

        var decoding = _active.Where(r => r.Sequence!.Pending.Length == 1).ToList();
        var reading = _active.Find(r => r.Sequence!.Pending.Length > 1);
        var started = Stopwatch.GetTimestamp();
        if (reading is not null && (decoding.Count == 0 || _readingAhead <= TimeSpan.Zero))
        {
            Read(reading);
            _readingAhead = decoding.Count == 0 ? TimeSpan.Zero : _readingAhead + Stopwatch.GetElapsedTime(started);
        }
        else
        {
            Decode(decoding);
            _readingAhead = reading is null ? TimeSpan.Zero : _readingAhead - Stopwatch.GetElapsedTime(started);
        }
    }

    /// <summary>Passes the next chunk of a sequence, which then stands behind the others.</summary>
    private void Read(SequenceRequest request)
    {
        _active.Remove(request);
        _active.Add(request);
        Pass(request);
        EndIfWritten(request);
    }

    private void Pass(SequenceRequest request)
    {
        var sequence = request.Sequence!;
        if (sequence.Branches is not null)
        {
            Branch(request);
            return;
        }

        var chunk = Math.Min(ChunkSize, sequence.Pending.Length);
        var draft = _runner.CanDraft && chunk == sequence.Pending.Length
            ? Math.Min(sequence.Draft.Length, request.MaxLength - sequence.Tokens.Count)
            : 0;
        try
        {
            _runner.Prefill(sequence.Slot, [.. sequence.Pending[..chunk], .. sequence.Draft[..draft]], draft, request.CancellationToken);
        }
        catch (Exception e)
        {
            sequence.Fail(e);
            return;
        }

        sequence.Passed(chunk, draft);
    }

    private void Branch(SequenceRequest request)
    {
        var sequence = request.Sequence!;
        var (ways, wanted) = sequence.Branches!.Value;
        float[][] logits;
        try
        {
            logits = _runner.Branch(sequence.Slot, sequence.Tokens.Count, ways, wanted, request.CancellationToken);
        }
        catch (Exception e)
        {
            sequence.Fail(e);
            return;
        }

        sequence.Branched(logits);
    }

    private void Decode(List<SequenceRequest> requests)
    {
        try
        {
            _runner.Decode([.. requests.Select(r => (r.Sequence!.Slot, r.Sequence.Pending[0]))]);
        }
        catch (Exception e)
        {
            requests.ForEach(request => Fail(request, e));
            return;
        }

        foreach (var request in requests)
        {
            request.Sequence!.Passed(1);
            EndIfWritten(request);
        }
    }

    private void Fail(SequenceRequest request, Exception reason)
    {
        request.Sequence!.Fail(reason);
        EndIfWritten(request);
    }

    private void Close(Sequence sequence)
    {
        sequence.ForgetDraft();
        _runner.Close(sequence.Slot);
    }

    private void EndIfWritten(SequenceRequest request)
    {
        if (request.IsWritten)
        {
            _active.Remove(request);
            Close(request.Sequence!);
            _queue.Leave();
            request.Complete();
        }
    }
}
