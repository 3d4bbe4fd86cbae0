using TreasureMarkers.Inference.Engine;

namespace TreasureMarkers.Inference.Tests.Engine;

public sealed class PrefixCacheTests : IDisposable
{
    private static readonly CacheShape Shape = new(Layers: 2, Heads: 3, HeadSize: 4);
    private readonly KeyValueBuffer _buffer = new(Shape, rows: 4, capacity: 64);

    public void Dispose() => _buffer.Dispose();

    [Fact]
    public void TheLongestKeptBeginningIsRestored()
    {
        var cache = new PrefixCache(Shape, mostBytes: 1 << 20);
        var shorter = Fill(row: 0, Enumerable.Range(0, 20).ToList());
        var longer = Fill(row: 1, [.. Enumerable.Range(0, 30), .. Enumerable.Range(100, 10)]);
        cache.Keep(_buffer, 0, shorter);
        cache.Keep(_buffer, 1, longer);
        Assert.Equal(30, cache.Restore(Enumerable.Range(0, 60).ToList(), _buffer, row: 2));
        Assert.Equal(Row(1, 30), Row(2, 30));
        Assert.Equal(19, cache.Restore(shorter, _buffer, row: 3));
    }

    [Fact]
    public void WhatOthersBeginWithIsKeptOnce()
    {
        var cache = new PrefixCache(Shape, mostBytes: 1 << 20);
        cache.Keep(_buffer, 0, Fill(0, Enumerable.Range(0, 20).ToList()));
        cache.Keep(_buffer, 1, Fill(1, Enumerable.Range(0, 40).ToList()));
        Assert.Equal(40 * Shape.FloatsPerToken * sizeof(float), cache.Bytes);
        cache.Keep(_buffer, 0, Fill(0, Enumerable.Range(0, 25).ToList()));
        Assert.Equal(40 * Shape.FloatsPerToken * sizeof(float), cache.Bytes);
    }

    [Fact]
    public void TheLeastRecentlyUsedLeavesFirst()
    {
        var cache = new PrefixCache(Shape, mostBytes: 2 * 20 * Shape.FloatsPerToken * sizeof(float));
        var sequences = Enumerable.Range(0, 3).Select(i => Enumerable.Range(100 * i, 20).ToList()).ToArray();
        cache.Keep(_buffer, 0, Fill(0, sequences[0]));
        cache.Keep(_buffer, 0, Fill(0, sequences[1]));
        Assert.Equal(19, cache.Restore(sequences[0], _buffer, row: 1));
        cache.Keep(_buffer, 0, Fill(0, sequences[2]));
        Assert.Equal([19, 0, 19], sequences.Select(s => cache.Restore(s, _buffer, row: 1)));
    }

    [Fact]
    public void WhatIsTooShortOrTooLargeIsNotKept()
    {
        var cache = new PrefixCache(Shape, mostBytes: 30 * Shape.FloatsPerToken * sizeof(float));
        cache.Keep(_buffer, 0, Fill(0, Enumerable.Range(0, 15).ToList()));
        cache.Keep(_buffer, 0, Fill(0, Enumerable.Range(0, 31).ToList()));
        Assert.Equal(0, cache.Bytes);
    }

    /// <summary>Fills a row with numbers that tell row and place.</summary>
    private List<int> Fill(int row, List<int> tokens)
    {
        var saved = new float[tokens.Count * Shape.FloatsPerToken];
        for (var i = 0; i < saved.Length; i++)
        {
            saved[i] = (row * 10_000) + i;
        }

        _buffer.Restore(saved, tokens.Count, row, tokens.Count);
        return tokens;
    }

    private float[] Row(int row, int tokens)
    {
        var saved = new float[tokens * Shape.FloatsPerToken];
        _buffer.Save(row, tokens, saved);
        return saved;
    }
}
