using System.Security.Cryptography;
using System.Text;

namespace TreasureMarkers.Data;

/// <summary>Hashes that are the same on every machine and in every version, for ids, splits and sampling.</summary>
internal static class StableHash
{
    /// <summary>64 well-mixed bits of the parts: FNV-1a over their UTF-16 code units, then <see cref="Mix"/>.</summary>
    public static ulong Of(params ReadOnlySpan<string> parts)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in parts)
        {
            foreach (var c in part)
            {
                hash = (hash ^ c) * 1099511628211UL;
            }

            // Outside the range of a char, so that moving text from one part to the next changes the hash.
            hash = (hash ^ 0x10000) * 1099511628211UL;
        }

        return Mix(hash);
    }

    /// <summary>A 16-digit hexadecimal id of the parts, collision-free for any data set that fits on a disk in practice.</summary>
    public static string Id(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001F', parts!)))[..8]);

    /// <summary>A hash of an assembly's code: builds are deterministic, so the module's id is one.</summary>
    /// <param name="type">A type of the assembly.</param>
    public static string OfModule(Type type) => type.Module.ModuleVersionId.ToString();

    /// <summary>Spreads the bits of a number over all 64 (the finalizer of SplitMix64).</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}

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
    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

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
