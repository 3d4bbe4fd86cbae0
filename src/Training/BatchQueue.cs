using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using TreasureMarkers.Models;

namespace TreasureMarkers.Training;

/// <summary>Takes batches from a stream on a thread of its own, so that the model never waits for the tokenizer.</summary>
internal sealed class BatchQueue : IDisposable
{
    private const int BatchesAhead = 2;
    private readonly BlockingCollection<Batch> _batches = new(BatchesAhead);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Begins to fill the queue; the stream is the queue's from here on.</summary>
    /// <param name="stream">Where batches come from.</param>
    /// <param name="batchTokens">Tokens of a batch.</param>
    /// <param name="block">Tokens of a forward pass.</param>
    public BatchQueue(ExampleStream stream, int batchTokens, int block)
    {
        _thread = new Thread(() => Fill(stream, batchTokens, block)) { IsBackground = true, Name = "batches" };
        _thread.Start();
    }

    /// <summary>The next batch; waits until it is there.</summary>
    /// <exception cref="CommandException">No row is usable.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public Batch Take(CancellationToken ct)
    {
        if (_batches.TryTake(out var batch, Timeout.Infinite, ct))
        {
            return batch;
        }

        _failure!.Throw();
        throw new InvalidOperationException("A batch was taken of a disposed queue.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
        _batches.Dispose();
    }

    private void Fill(ExampleStream stream, int batchTokens, int block)
    {
        try
        {
            while (true)
            {
                var blocks = stream.Next(batchTokens, block);
                _batches.Add(new Batch(blocks, stream.Position), _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            _batches.CompleteAdding();
        }
    }
}
