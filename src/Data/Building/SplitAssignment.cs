namespace TreasureMarkers.Data.Building;

/// <summary>
/// The split of every group. The rule's hash decides; then, for each value that has too few evaluation rows, further
/// groups with that value are held out whole, so that what is rare can be measured too.
/// </summary>
/// <param name="rule">What the hash says.</param>
/// <param name="seed">The build's seed.</param>
internal sealed class SplitAssignment(SplitRule rule, string seed)
{
    /// <summary>The evaluation rows that every value is to have, a few more than are asked for, since duplicates go later.</summary>
    public const int WantedRows = 40;

    /// <summary>Of a rare value's rows, at most this share is held out.</summary>
    private const double MostOfAValue = 0.4;

    private readonly Dictionary<string, string> _splits = [];

    /// <summary>The split of a group.</summary>
    public string Of(string group) => _splits.TryGetValue(group, out var split) ? split : rule.Of(group);

    /// <summary>Decides for all rows.</summary>
    /// <param name="rows">Each row's group, the split that its source fixed or null, and the keys that need evaluation rows.</param>
    public void Assign(IReadOnlyList<(string Group, string? Fixed, IReadOnlyList<string> Keys)> rows)
    {
        foreach (var (group, fixedSplit, _) in rows)
        {
            if (fixedSplit is not null)
            {
                _splits[group] = fixedSplit;
            }
        }

        // What a source made for one split cannot be moved to the other.
        HashSet<string> movable = [.. rows.Select(r => r.Group).Where(g => !_splits.ContainsKey(g))];
        var byKey = rows.SelectMany(r => r.Keys.Select(key => (Key: key, r.Group))).GroupBy(r => r.Key, r => r.Group)
            .Select(g => (g.Key, Groups: g.CountBy(group => group).ToArray()))
            .OrderBy(k => k.Groups.Sum(g => g.Value)).ThenBy(k => k.Key, StringComparer.Ordinal);
        foreach (var (key, groups) in byKey)
        {
            HoldOut(key, groups, movable);
        }
    }

    private void HoldOut(string key, KeyValuePair<string, int>[] groups, HashSet<string> movable)
    {
        var total = groups.Sum(g => g.Value);
        var held = groups.Where(g => Of(g.Key) == DataSplit.Eval).Sum(g => g.Value);
        foreach (var (group, rows) in groups.Where(g => movable.Contains(g.Key) && Of(g.Key) == DataSplit.Train)
            .OrderBy(g => StableHash.Of(seed, "hold out", key, g.Key)))
        {
            if (held >= WantedRows)
            {
                return;
            }

            if (held + rows <= total * MostOfAValue)
            {
                _splits[group] = DataSplit.Eval;
                held += rows;
            }
        }
    }
}

/// <summary>
/// Which groups are held out: a fixed share by hash, so that a group is wholly in one split in every build with this seed.
/// </summary>
/// <param name="seed">The build's seed.</param>
internal sealed class SplitRule(string seed)
{
    private const int HeldOutPerMille = 40;

    /// <summary>Small talk has few groups; at the usual share too few rows would be left to measure.</summary>
    private const int HeldOutTalkPerMille = 100;

    /// <summary>Whether the group is evaluation data, if its source does not say otherwise.</summary>
    public bool IsHeldOut(string group) => StableHash.Of(seed, "split", group) % 1000 < (ulong)PerMille(group);

    private static int PerMille(string group) =>
        group.StartsWith("conversation/", StringComparison.Ordinal) ? HeldOutTalkPerMille : HeldOutPerMille;

    /// <summary>The split's name.</summary>
    public string Of(string group) => IsHeldOut(group) ? DataSplit.Eval : DataSplit.Train;
}
