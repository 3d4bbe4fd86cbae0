using System.Buffers;
using System.Runtime.InteropServices;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>Merges the byte ids of one piece into token ids, always the earliest learned pair first, leftmost on a tie.</summary>
internal sealed class BpeMerger(Dictionary<long, BpeMerge> merges)
{
    /// <summary>Up to this length, looking at every pair again after each merge is faster than keeping a queue.</summary>
    private const int ShortPiece = 48;

    /// <summary>The dictionary key of a pair of ids.</summary>
    public static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    /// <summary>Merges in place and returns how many ids are left at the beginning of <paramref name="ids"/>.</summary>
    public int Merge(Span<int> ids) => ids.Length <= ShortPiece ? MergeShort(ids) : MergeLong(ids);

    private int MergeShort(Span<int> ids)
    {
        Span<BpeMerge> found = stackalloc BpeMerge[ShortPiece];
        for (var i = 0; i + 1 < ids.Length; i++)
        {
            found[i] = Find(ids[i], ids[i + 1]);
        }

        var count = ids.Length;
        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < count; i++)
            {
                if (found[i].Rank < found[best].Rank)
                {
                    best = i;
                }
            }

            if (found[best].Rank == int.MaxValue)
            {
                break;
            }

            ids[best] = found[best].Id;
            ids[(best + 2)..count].CopyTo(ids[(best + 1)..]);
            found[(best + 1)..count].CopyTo(found[best..]);
            count--;
            if (best > 0)
            {
                found[best - 1] = Find(ids[best - 1], ids[best]);
            }

            if (best + 1 < count)
            {
                found[best] = Find(ids[best], ids[best + 1]);
            }
        }

        return count;
    }

    /// <summary>The same in n log n: a linked list of ids and a queue of the pairs that can merge.</summary>
    private int MergeLong(Span<int> ids)
    {
        var links = ArrayPool<int>.Shared.Rent(2 * ids.Length);
        var next = links.AsSpan(0, ids.Length);
        var previous = links.AsSpan(ids.Length, ids.Length);
        var queue = new PriorityQueue<(int Left, int LeftId, int RightId, int MergedId), (int Rank, int Position)>();
        for (var i = 0; i < ids.Length; i++)
        {
            next[i] = i + 1;
            previous[i] = i - 1;
            if (i + 1 < ids.Length)
            {
                Enqueue(queue, i, ids[i], ids[i + 1]);
            }
        }

        while (queue.TryDequeue(out var pair, out _))
        {
            var left = pair.Left;
            var right = next[left];
            // The entry is out of date when one of its sides has merged with another neighbour since.
            if (right >= ids.Length || ids[left] != pair.LeftId || ids[right] != pair.RightId)
            {
                continue;
            }

            ids[left] = pair.MergedId;
            ids[right] = -1;
            next[left] = next[right];
            if (next[left] < ids.Length)
            {
                previous[next[left]] = left;
                Enqueue(queue, left, ids[left], ids[next[left]]);
            }

            if (previous[left] >= 0)
            {
                Enqueue(queue, previous[left], ids[previous[left]], ids[left]);
            }
        }

        var count = 0;
        for (var i = 0; i < ids.Length; i = next[i])
        {
            ids[count++] = ids[i];
        }

        ArrayPool<int>.Shared.Return(links);
        return count;
    }

    private void Enqueue(
        PriorityQueue<(int Left, int LeftId, int RightId, int MergedId), (int Rank, int Position)> queue, int position, int left, int right)
    {
        var merge = Find(left, right);
        if (merge.Rank != int.MaxValue)
        {
            queue.Enqueue((position, left, right, merge.Id), (merge.Rank, position));
        }
    }

    private BpeMerge Find(int left, int right)
    {
        ref var merge = ref CollectionsMarshal.GetValueRefOrNullRef(merges, Key(left, right));
        return System.Runtime.CompilerServices.Unsafe.IsNullRef(ref merge) ? BpeMerge.None : merge;
    }
}
