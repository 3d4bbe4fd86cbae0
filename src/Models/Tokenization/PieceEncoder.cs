using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// Turns pieces of text into ids, remembering those of short pieces: most text repeats its words. No special token comes out, even
/// where merges would lead to one. Thread-safe.
/// </summary>
internal sealed class PieceEncoder
{
    private const int LongestCachedPiece = 32;
    private const int MostCachedPieces = 1 << 16;

    private readonly int[] _byteIds;
    private readonly Dictionary<int, int>? _characterIds;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>? _wholePieces;
    private readonly BpeMerger _merger;
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _cache;
    private int _cached;

    /// <summary>Reads what encoding needs off the model.</summary>
    /// <param name="model">The tokenizer.</param>
    /// <param name="bytes">The bytes of each of its tokens.</param>
    public PieceEncoder(TokenizerModel model, byte[][] bytes)
    {
        var special = model.AddedTokens.Where(token => token.IsSpecial).Select(token => token.Id).ToHashSet();
        // What lacks a token is left out without an unknown token, as Hugging Face does.
        _byteIds = new int[256];
        Array.Fill(_byteIds, model.Boundary.Unknown ?? -1);
        for (var id = 0; id < bytes.Length; id++)
        {
            if (bytes[id].Length == 1 && !special.Contains(id) && IsByte(model, id, bytes[id][0]))
            {
                _byteIds[bytes[id][0]] = id;
            }
        }

        if (model.Rules.Spelling == TokenSpelling.ByteFallback)
        {
            _characterIds = CharacterIds(model, special);
        }

        if (model.Rules.IgnoresMerges)
        {
            _wholePieces = WholePieces(model, bytes).GetAlternateLookup<ReadOnlySpan<char>>();
        }

        _merger = new BpeMerger([.. model.Merges.Where(merge => !special.Contains(merge.Id))]);
        _cache = new ConcurrentDictionary<string, int[]>().GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Adds the ids of a piece, which has no unpaired surrogates.</summary>
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

    private static bool IsByte(TokenizerModel model, int id, byte value) =>
        model.Tokens[id] == (model.Rules.Spelling == TokenSpelling.ByteLevel
            ? ByteLevelAlphabet.ToCharacter(value).ToString()
            : ByteFallbackTokens.Spell(value));

    private static Dictionary<int, int> CharacterIds(TokenizerModel model, HashSet<int> special)
    {
        var ids = new Dictionary<int, int>();
        for (var id = 0; id < model.Tokens.Length; id++)
        {
            if (model.Tokens[id] is { Length: 1 or 2 } token && !special.Contains(id)
                && Rune.DecodeFromUtf16(token, out var rune, out var length) == OperationStatus.Done && length == token.Length)
            {
                ids[rune.Value] = id;
            }
        }

        return ids;
    }

    /// <summary>Every token of the vocabulary that is whole characters; the added ones are no pieces of text.</summary>
    private static Dictionary<string, int> WholePieces(TokenizerModel model, byte[][] bytes)
    {
        var added = model.AddedTokens.Select(token => token.Id).ToHashSet();
        var pieces = new Dictionary<string, int>();
        for (var id = 0; id < bytes.Length; id++)
        {
            if (!added.Contains(id) && bytes[id].Length > 0 && System.Text.Unicode.Utf8.IsValid(bytes[id]))
            {
                pieces.TryAdd(Encoding.UTF8.GetString(bytes[id]), id);
            }
        }

        return pieces;
    }

    private int[] Encode(ReadOnlySpan<char> piece)
    {
        if (_wholePieces is { } whole && whole.TryGetValue(piece, out var single))
        {
            return [single];
        }

        var buffer = ArrayPool<int>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(piece.Length));
        try
        {
            var length = _characterIds is null ? FirstIds(piece, buffer) : FirstIds(piece, _characterIds, buffer);
            return buffer.AsSpan(0, _merger.Merge(buffer.AsSpan(0, length))).ToArray();
        }
        finally
        {
            ArrayPool<int>.Shared.Return(buffer);
        }
    }

    /// <summary>An id for each byte.</summary>
    private int FirstIds(ReadOnlySpan<char> piece, Span<int> ids)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(piece.Length));
        var length = 0;
        foreach (var value in bytes.AsSpan(0, Encoding.UTF8.GetBytes(piece, bytes)))
        {
            ids[length] = _byteIds[value];
            length += ids[length] >= 0 ? 1 : 0;
        }

        ArrayPool<byte>.Shared.Return(bytes);
        return length;
    }

    /// <summary>An id for each character that has a token, and one for each byte of the others.</summary>
    private int FirstIds(ReadOnlySpan<char> piece, Dictionary<int, int> characterIds, Span<int> ids)
    {
        Span<byte> bytes = stackalloc byte[4];
        var length = 0;
        foreach (var rune in piece.EnumerateRunes())
        {
            if (characterIds.TryGetValue(rune.Value, out ids[length]))
            {
                length++;
                continue;
            }

            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                ids[length++] = _byteIds[value];
            }
        }

        return length;
    }
}

/// <summary>Merges the first ids of one piece into token ids, always the earliest learned pair first, leftmost on a tie.</summary>
internal sealed class BpeMerger
{
    /// <summary>Up to this length, looking at every pair again after each merge is faster than keeping a queue.</summary>
    private const int ShortPiece = 48;

    // A table with open addressing, at most half full: a dictionary of pairs hashes neighbouring ids to the same few places.
    private readonly (ulong Key, BpeMerge Merge)[] _table;
    private readonly int _shift;

    /// <summary>Takes the merges, the first learned first; of one that is listed twice, the last place counts.</summary>
    public BpeMerger(IReadOnlyList<Merge> merges)
    {
        var bits = BitOperations.Log2((uint)merges.Count + 1) + 2;
        _table = new (ulong, BpeMerge)[1 << bits];
        Array.Fill(_table, (ulong.MaxValue, BpeMerge.None));
        _shift = 64 - bits;
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var key = Key(merges[rank].Left, merges[rank].Right);
            _table[PlaceOf(key)] = (key, new BpeMerge(rank, merges[rank].Id));
        }
    }

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
        var queue = new PriorityQueue<(int Left, int LeftId, int RightId, int MergedId), long>();
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

    // Ordered by rank, then by place.
    private void Enqueue(PriorityQueue<(int Left, int LeftId, int RightId, int MergedId), long> queue, int position, int left, int right)
    {
        var merge = Find(left, right);
        if (merge.Rank != int.MaxValue)
        {
            queue.Enqueue((position, left, right, merge.Id), ((long)merge.Rank << 32) | (uint)position);
        }
    }

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private BpeMerge Find(int left, int right) => _table[PlaceOf(Key(left, right))].Merge;

    /// <summary>Where a pair is, or the free place where it would be.</summary>
    private int PlaceOf(ulong key)
    {
        var place = (int)((key * 0x9E3779B97F4A7C15) >> _shift);
        while (_table[place].Key != key && _table[place].Key != ulong.MaxValue)
        {
            place = (place + 1) & (_table.Length - 1);
        }

        return place;
    }

    /// <summary>What a pair of ids becomes, and when it was learned: the lower rank merges first.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct BpeMerge(int Rank, int Id)
    {
        /// <summary>The pair does not merge.</summary>
        public static BpeMerge None => new(int.MaxValue, -1);
    }
}
