namespace TreasureMarkers.Data;

/// <summary>
/// SplitMix64 seeded by text: a record's own stream of choices, so that a choice depends on nothing but the record
/// and the seed, and adding records or sources changes no other row.
/// </summary>
internal sealed class StableRandom
{
    private ulong _state;

    /// <summary>Starts the stream that belongs to these texts.</summary>
    public StableRandom(params ReadOnlySpan<string> seed) => _state = StableHash.Of(seed);

    /// <summary>A number in [0, <paramref name="count"/>).</summary>
    public int Next(int count) => (int)(NextBits() % (ulong)count);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => (NextBits() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>One of the items.</summary>
    public T Pick<T>(IReadOnlyList<T> items)
    {
        return items[Next(items.Count)];
    }

    /// <summary>Up to <paramref name="count"/> different items in random order.</summary>
    public T[] Sample<T>(IReadOnlyList<T> items, int count)
    {
        var pool = items.ToArray();
        var taken = Math.Min(count, pool.Length);
        for (var i = 0; i < taken; i++)
        {
            var j = i + Next(pool.Length - i);
            (pool[i], pool[j]) = (pool[j], pool[i]);
        }

        return pool[..taken];
    }

    private ulong NextBits() => StableHash.Mix(_state += 0x9E3779B97F4A7C15UL);
}
