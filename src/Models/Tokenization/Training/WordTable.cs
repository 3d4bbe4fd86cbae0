using System.Text;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Models.Tokenization.Training;

/// <summary>How often each piece of the pre-tokenizer occurs, by language, so that languages can be weighted against each other.</summary>
internal sealed partial class WordTable
{
    private readonly Dictionary<string, Dictionary<string, long>> _counts = [];

    /// <summary>Counts a text's pieces.</summary>
    public void Add(string language, string text)
    {
        if (!_counts.TryGetValue(language, out var counts))
        {
            _counts[language] = counts = [];
        }

        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var piece in Pieces().EnumerateMatches(text))
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(lookup, text.AsSpan(piece.Index, piece.Length), out _)++;
        }
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

    [GeneratedRegex(ByteLevelBpeTokenizer.DefaultSplitPattern, RegexOptions.CultureInvariant)]
    private static partial Regex Pieces();
}
