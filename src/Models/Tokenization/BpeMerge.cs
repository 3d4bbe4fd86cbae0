using System.Runtime.InteropServices;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>What a pair of ids becomes, and when it was learned: the lower rank merges first.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BpeMerge(int Rank, int Id)
{
    /// <summary>The pair does not merge.</summary>
    public static BpeMerge None => new(int.MaxValue, -1);
}
