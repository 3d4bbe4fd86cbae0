using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>Compares lists of numbers by what they hold.</summary>
internal sealed class StackIdsComparer : IEqualityComparer<int[]>
{
    /// <inheritdoc/>
    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] int[] obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(obj.AsSpan()));
        return hash.ToHashCode();
    }
}
