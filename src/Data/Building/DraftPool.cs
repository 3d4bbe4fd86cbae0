using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Data.Building;

/// <summary>Keeps, of each kind in each language, the drafts with the smallest hashes: a uniform sample whatever the order, in bounded memory.</summary>
/// <param name="caps">The most drafts a language keeps of each kind.</param>
internal sealed class DraftPool(IReadOnlyDictionary<string, int> caps)
{
    private readonly Dictionary<(string Lang, string Kind), PriorityQueue<RowDraft, ulong>> _pools = [];
    private readonly HashSet<ulong> _seen = [];

    /// <summary>Offers a draft; a second one with the same prompt and answer is not taken.</summary>
    public void Add(RowDraft draft)
    {
        if (!_seen.Add(StableHash.Of(draft.Prompt, draft.Answer)))
        {
            return;
        }

        if (!_pools.TryGetValue((draft.Lang, draft.Kind), out var pool))
        {
            _pools[(draft.Lang, draft.Kind)] = pool = new PriorityQueue<RowDraft, ulong>(Comparer<ulong>.Create((a, b) => b.CompareTo(a)));
        }

        pool.Enqueue(draft, Rank(draft));
        if (pool.Count > caps[draft.Kind])
        {
            pool.Dequeue();
        }
    }

    /// <summary>The drafts that were kept, in a fixed order that mixes everything.</summary>
    public IReadOnlyList<RowDraft> Take() =>
        [.. _pools.Values.SelectMany(pool => pool.UnorderedItems).OrderBy(item => item.Priority).Select(item => item.Element)];

    private static ulong Rank(RowDraft draft) => StableHash.Of("rank", draft.Prompt, draft.Answer);
}
