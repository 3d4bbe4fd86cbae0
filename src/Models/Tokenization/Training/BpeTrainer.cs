using System.Runtime.InteropServices;
using System.Text;

namespace TreasureMarkers.Models.Tokenization.Training;

/// <summary>
/// Learns byte-level BPE merges: again and again the pair of neighbours with the largest count becomes one token. Pair
/// counts are kept up to date from the words that hold the pair, so a merge costs what it changes, not a pass.
/// </summary>
internal sealed class BpeTrainer
{
    private readonly int[][] _words;
    private readonly int[] _lengths;
    private readonly long[] _counts;
    private readonly Dictionary<(int Left, int Right), long> _pairs = [];
    private readonly Dictionary<(int Left, int Right), List<int>> _wordsOf = [];
    private readonly PriorityQueue<(int Left, int Right), (long Count, int Left, int Right)> _queue = new(
        Comparer<(long Count, int Left, int Right)>.Create((a, b) =>
            a.Count != b.Count ? b.Count.CompareTo(a.Count) : a.Left != b.Left ? a.Left.CompareTo(b.Left) : a.Right.CompareTo(b.Right)));

    private BpeTrainer(IReadOnlyList<(byte[] Word, long Count)> words)
    {
        _words = [.. words.Select(w => Array.ConvertAll(w.Word, b => (int)b))];
        _lengths = [.. _words.Select(w => w.Length)];
        _counts = [.. words.Select(w => w.Count)];
    }

    /// <summary>Learns merges over symbols: 0-255 are the bytes, and merge <c>i</c> makes symbol <c>256 + i</c>.</summary>
    /// <param name="words">Pieces, each a word that no merge crosses, with their counts.</param>
    /// <param name="merges">How many merges to learn; fewer are returned when no pair occurs twice any more.</param>
    /// <returns>The pairs in the order learned; on equal counts the pair with the smaller symbols comes first.</returns>
    public static IReadOnlyList<(int Left, int Right)> Learn(IReadOnlyList<(byte[] Word, long Count)> words, int merges) =>
        new BpeTrainer(words).Learn(merges);

    private List<(int Left, int Right)> Learn(int merges)
    {
        for (var word = 0; word < _words.Length; word++)
        {
            for (var i = 0; i + 1 < _lengths[word]; i++)
            {
                Change((_words[word][i], _words[word][i + 1]), _counts[word], word);
            }
        }

        foreach (var (pair, count) in _pairs)
        {
            _queue.Enqueue(pair, (count, pair.Left, pair.Right));
        }

        var learned = new List<(int Left, int Right)>(merges);
        while (learned.Count < merges && _queue.TryDequeue(out var pair, out var priority))
        {
            var count = _pairs.GetValueOrDefault(pair);
            if (count != priority.Count)
            {
                // The entry is out of date; a smaller count is queued again, a larger one was queued when it grew.
                if (count > 0 && count < priority.Count)
                {
                    _queue.Enqueue(pair, (count, pair.Left, pair.Right));
                }

                continue;
            }

            if (count < 2)
            {
                break;
            }

            Merge(pair, 256 + learned.Count);
            learned.Add(pair);
        }

        return learned;
    }

    private void Merge((int Left, int Right) pair, int symbol)
    {
        var grown = new HashSet<(int Left, int Right)>();
        foreach (var word in CollectionsMarshal.AsSpan(_wordsOf[pair]))
        {
            MergeIn(word, pair, symbol, grown);
        }

        _pairs.Remove(pair);
        _wordsOf.Remove(pair);
        foreach (var made in grown)
        {
            _queue.Enqueue(made, (_pairs[made], made.Left, made.Right));
        }
    }

    private void MergeIn(int word, (int Left, int Right) pair, int symbol, HashSet<(int Left, int Right)> grown)
    {
        var symbols = _words[word];
        var count = _counts[word];
        var length = _lengths[word];
        var written = 0;
        for (var read = 0; read < length; read++)
        {
            if (read + 1 < length && symbols[read] == pair.Left && symbols[read + 1] == pair.Right)
            {
                if (written > 0)
                {
                    Change((symbols[written - 1], pair.Left), -count, word);
                    Grow((symbols[written - 1], symbol), count, word, grown);
                }

                if (read + 2 < length)
                {
                    Change((pair.Right, symbols[read + 2]), -count, word);
                    Grow((symbol, symbols[read + 2]), count, word, grown);
                }

                symbols[written++] = symbol;
                read++;
            }
            else
            {
                symbols[written++] = symbols[read];
            }
        }

        _lengths[word] = written;
    }

    private void Grow((int Left, int Right) pair, long count, int word, HashSet<(int Left, int Right)> grown)
    {
        Change(pair, count, word);
        grown.Add(pair);
    }

    private void Change((int Left, int Right) pair, long count, int word)
    {
        ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, pair, out _);
        total += count;
        if (count < 0)
        {
            return;
        }

        ref var holders = ref CollectionsMarshal.GetValueRefOrAddDefault(_wordsOf, pair, out _);
        holders ??= [];
        if (holders.Count == 0 || holders[^1] != word)
        {
            holders.Add(word);
        }
    }
}

/// <summary>How often each piece of the pre-tokenizer occurs, by language, so that languages can be weighted against each other.</summary>
internal sealed class WordTable
{
    private static readonly TextSplitter Pieces = new(SplitRule.TreasureMarkers, splitsDigits: false);

    private readonly Dictionary<string, Dictionary<string, long>> _counts = [];

    /// <summary>Counts a text's pieces.</summary>
    public void Add(string language, string text)
    {
        if (!_counts.TryGetValue(language, out var counts))
        {
            _counts[language] = counts = [];
        }

        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        Pieces.Split(text, lookup, static (piece, words) => CollectionsMarshal.GetValueRefOrAddDefault(words, piece, out _)++);
    }

    /// <summary>
    /// The pieces as bytes with weighted counts: a language of n bytes weighs √n, so that a language with little text
    /// still gets merges. The order is fixed.
    /// </summary>
    public IReadOnlyList<(byte[] Word, long Count)> Weighted()
    {
        var sizes = _counts.ToDictionary(l => l.Key, l => l.Value.Sum(w => (long)Encoding.UTF8.GetByteCount(w.Key) * w.Value));
        var largest = sizes.Values.DefaultIfEmpty(1).Max();
        var merged = new Dictionary<string, long>();
        foreach (var (language, words) in _counts)
        {
            // Per occurrence √(largest / n): integer arithmetic keeps the counts, and so the merges, exactly reproducible.
            var weight = Math.Max(16, (long)Math.Round(16 * Math.Sqrt((double)largest / Math.Max(1, sizes[language]))));
            foreach (var (word, count) in words)
            {
                merged[word] = merged.GetValueOrDefault(word) + (count * weight);
            }
        }

        return [.. merged.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => (Encoding.UTF8.GetBytes(w.Key), w.Value))];
    }
}
