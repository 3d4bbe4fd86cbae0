namespace TreasureMarkers.Data.Building;

/// <summary>Which groups are held out: a fixed share by hash, so that a group is wholly in one split in every build with this seed.</summary>
/// <param name="seed">The build's seed.</param>
internal sealed class SplitRule(string seed)
{
    private const int HeldOutPerMille = 40;

    /// <summary>Small talk has few groups; at the usual share too few rows would be left to measure.</summary>
    private const int HeldOutTalkPerMille = 100;

    /// <summary>Whether the group is evaluation data, if its source does not say otherwise.</summary>
    public bool IsHeldOut(string group)
    {
        return StableHash.Of(seed, "split", group) % 1000 < (ulong)PerMille(group);
    }

    private static int PerMille(string group) =>
        group.StartsWith("conversation/", StringComparison.Ordinal) ? HeldOutTalkPerMille : HeldOutPerMille;

    /// <summary>The split's name.</summary>
    public string Of(string group) => IsHeldOut(group) ? DataSplit.Eval : DataSplit.Train;
}
