namespace TreasureMarkers.Models;

/// <summary>
/// A small random generator (Steele, Lea and Flood's SplitMix64) whose stream is fixed here for good: training must resume
/// bit-exactly across .NET versions, and every draw is a function of (seed, epoch, key), so no generator state is kept.
/// </summary>
internal struct SplitMix64(ulong state)
{
    private ulong _state = state;

    /// <summary>The generator of one purpose: the same arguments always give the same stream.</summary>
    public static SplitMix64 For(long seed, long epoch, string key)
    {
        const ulong fnvOffset = 14695981039346656037, fnvPrime = 1099511628211;
        var hash = fnvOffset;
        foreach (var character in key)
        {
            hash = (hash ^ character) * fnvPrime;
        }

        var mixer = new SplitMix64(hash ^ ((ulong)seed * 0x9E3779B97F4A7C15) ^ ((ulong)epoch * 0xC2B2AE3D27D4EB4F));
        return new SplitMix64(mixer.Next());
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="bound"/>).</summary>
    public int NextInt(int bound) => (int)(((UInt128)Next() * (ulong)bound) >> 64);

    /// <summary>Normal, of mean 0 and deviation 1 (Box and Muller).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>A random order of 0 … <paramref name="count"/>-1 (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
