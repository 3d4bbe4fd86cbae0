using System.Buffers;
using System.Collections.Concurrent;
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
