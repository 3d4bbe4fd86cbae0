using System.Runtime.ExceptionServices;
using TreasureMarkers.Models;

namespace TreasureMarkers.Training;

/// <summary>
/// An endless stream of packed blocks over some rows, each epoch in its own order. Its whole state is a
/// <see cref="StreamPosition"/>, from which it goes on exactly as it would have. Rows are encoded ahead, on all cores.
/// </summary>
internal sealed class ExampleStream
{
    // Enough candidates to fill a block almost to the brim.
    private const int WaitingRows = 32;
    private const int RowsAhead = 512;
    private readonly int _count;
    private readonly long _seed;
    private readonly string _name;
    private readonly Func<ExampleReference, Example?> _encode;
    private readonly List<(ExampleReference Reference, Example Example)> _waiting;
    private readonly Queue<(ExampleReference Reference, Example? Example)> _ahead = new();
    private int _epoch;
    private int _cursor;
    private int[] _order;

    /// <summary>Goes on at a position.</summary>
    /// <param name="name">Of the data; different names have different orders.</param>
    /// <param name="count">Number of rows, at least one.</param>
    /// <param name="seed">Decides the order.</param>
    /// <param name="encode">Makes a row's example for an epoch; null skips it.</param>
    /// <param name="position">Where to go on.</param>
    public ExampleStream(string name, int count, long seed, Func<ExampleReference, Example?> encode, StreamPosition position)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (_name, _count, _seed, _encode) = (name, count, seed, encode);
        (_epoch, _cursor) = (position.Epoch, position.Cursor);
        _order = Order();
        _waiting = [.. position.Waiting.Select(reference => (reference, encode(reference)!))];
    }

    /// <summary>Where the stream stands now.</summary>
    public StreamPosition Position => new(_epoch, _cursor, [.. _waiting.Select(waiting => waiting.Reference)]);

    /// <summary>Packs the next batch: blocks of at most <paramref name="block"/> inputs of room each.</summary>
    /// <exception cref="CommandException">A whole epoch has no usable row.</exception>
    public IReadOnlyList<PackedBlock> Next(int batchTokens, int block) =>
        [.. Enumerable.Range(0, Math.Max(1, batchTokens / block)).Select(_ => PackedBlock.Create(Fill(block)))];

    private List<(ExampleReference Reference, Example Example)> Fill(int block)
    {
        var packed = new List<(ExampleReference Reference, Example Example)>();
        var room = block;
        TopUp();
        while (_waiting.FindIndex(waiting => waiting.Example.Room <= room) is >= 0 and var next)
        {
            packed.Add(_waiting[next]);
            room -= _waiting[next].Example.Room;
            _waiting.RemoveAt(next);
            TopUp();
        }

        return packed;
    }

    private void TopUp()
    {
        for (var skipped = 0; _waiting.Count < WaitingRows;)
        {
            if (_cursor == _count)
            {
                _epoch++;
                _cursor = 0;
                _order = Order();
            }

            if (_ahead.Count == 0)
            {
                EncodeAhead();
            }

            _cursor++;
            if (_ahead.Dequeue() is (var reference, { } example))
            {
                _waiting.Add((reference, example));
                skipped = 0;
            }
            else if (++skipped >= _count)
            {
                throw new CommandException($"No row of the {_name} data fits the model's context. Build the data with shorter texts.");
            }
        }
    }

    private void EncodeAhead()
    {
        var references = _order.Skip(_cursor).Take(RowsAhead).Select(index => new ExampleReference(_epoch, index)).ToArray();
        var examples = new Example?[references.Length];
        try
        {
            Parallel.For(0, references.Length, i => examples[i] = _encode(references[i]));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        foreach (var ahead in references.Zip(examples))
        {
            _ahead.Enqueue(ahead);
        }
    }

    private int[] Order() => SplitMix64.For(_seed, _epoch, _name).Permutation(_count);
}
