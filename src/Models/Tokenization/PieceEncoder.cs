using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>Turns pieces of text into ids, remembering those of short pieces: most text repeats its words. Thread-safe.</summary>
internal sealed class PieceEncoder
{
    private const int LongestCachedPiece = 32;
    private const int MostCachedPieces = 1 << 16;

    private readonly int[] _byteIds;
    private readonly BpeMerger _merger;
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _cache;
    private int _cached;

    public PieceEncoder(int[] byteIds, Dictionary<long, BpeMerge> merges)
    {
        _byteIds = byteIds;
        _merger = new BpeMerger(merges);
        _cache = new ConcurrentDictionary<string, int[]>().GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Adds the ids of a piece; unpaired surrogates are encoded as U+FFFD.</summary>
    public void Append(ReadOnlySpan<char> piece, List<int> ids)
    {
        if (piece.Length > LongestCachedPiece)
        {
            ids.AddRange(Encode(piece));
            return;
        }

        if (!_cache.TryGetValue(piece, out var known))
        {
            known = Encode(piece);
            // The count may pass the limit by the number of threads, which does not matter.
            if (Volatile.Read(ref _cached) < MostCachedPieces && _cache.TryAdd(piece, known))
            {
                Interlocked.Increment(ref _cached);
            }
        }

        ids.AddRange(known);
    }

    private int[] Encode(ReadOnlySpan<char> piece)
    {
        var size = Encoding.UTF8.GetMaxByteCount(piece.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        var buffer = ArrayPool<int>.Shared.Rent(size);
        try
        {
            var length = Encoding.UTF8.GetBytes(piece, bytes);
            for (var i = 0; i < length; i++)
            {
                buffer[i] = _byteIds[bytes[i]];
            }

            return buffer.AsSpan(0, _merger.Merge(buffer.AsSpan(0, length))).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<int>.Shared.Return(buffer);
        }
    }
}

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

/// <summary>What a pair of ids becomes, and when it was learned: the lower rank merges first.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BpeMerge(int Rank, int Id)
{
    /// <summary>The pair does not merge.</summary>
    public static BpeMerge None => new(int.MaxValue, -1);
}
