using TreasureMarkers.Training.Data.Sources;

namespace TreasureMarkers.Training.Data.Building;

/// <summary>Keeps, of each kind in each language, the drafts with the smallest hashes: a uniform sample whatever the order, in bounded memory.</summary>
public sealed class DraftPool
{
    private readonly Dictionary<(string Lang, string Kind), PriorityQueue<RowDraft, ulong>> _pools = [];
    private readonly HashSet<ulong> _seen = [];

    /// <summary>Offers a draft; a second one with the same prompt and answer is not taken.</summary>
    public void Add(RowDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (!_seen.Add(StableHash.Of(draft.Prompt, draft.Answer)))
        {
            return;
        }

        if (!_pools.TryGetValue((draft.Lang, draft.Kind), out var pool))
        {
            _pools[(draft.Lang, draft.Kind)] = pool = new PriorityQueue<RowDraft, ulong>(Comparer<ulong>.Create((a, b) => b.CompareTo(a)));
        }

        pool.Enqueue(draft, Rank(draft));
        if (pool.Count > Quotas.LargestLanguage * Quotas.Shares[draft.Kind])
        {
            pool.Dequeue();
        }
    }

    /// <summary>The drafts that fit the quotas, in a fixed order that mixes everything.</summary>
    /// <param name="perLanguage">How many rows each language gets.</param>
    public IReadOnlyList<RowDraft> Take(IReadOnlyDictionary<string, int> perLanguage) =>
        [.. _pools.SelectMany(pool => pool.Value.UnorderedItems
                .OrderBy(item => item.Priority)
                .Take((int)Math.Ceiling(perLanguage.GetValueOrDefault(pool.Key.Lang) * Quotas.Shares[pool.Key.Kind])))
            .OrderBy(item => item.Priority)
            .Select(item => item.Element)];

    private static ulong Rank(RowDraft draft) => StableHash.Of("rank", draft.Prompt, draft.Answer);
}
