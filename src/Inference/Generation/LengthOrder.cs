using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Inference.Generation;

/// <summary>
/// What an answer's lengths say of each other, which costs no forward pass to find out. They stand in a list together: whatever
/// has a number of tokens has one of sentences, one of paragraphs and a bucket. And they fit: the bucket is that of the tokens,
/// every sentence has a token, every paragraph a sentence, and a text at least one paragraph. (A paragraph of marks alone has no
/// sentence that <see cref="LengthMeasure"/> counts; nobody plans one.)
/// </summary>
internal static class LengthOrder
{
    private const string Tokens = "length_tokens";
    private const string Sentences = "length_sentences";
    private const string Paragraphs = "length_paragraphs";
    private const string Bucket = "length_bucket";

    /// <summary>Whether a category stands in a list because one before it does.</summary>
    /// <param name="category">The category.</param>
    /// <param name="written">Names of the categories before it.</param>
    public static bool Follows(MarkerCategory category, IEnumerable<string> written) => IsLength(category.Name) && written.Any(IsLength);

    /// <summary>The least and the most that a whole number can be beside the others; anything, where those contradict each other.</summary>
    /// <param name="category">A whole number.</param>
    /// <param name="known">The markers of the list that are known, given ones that come later included.</param>
    public static (int Min, int Max) Range(MarkerCategory category, IReadOnlyDictionary<string, string> known)
    {
        var (tokens, sentences, paragraphs) = (Count(Tokens), Count(Sentences), Count(Paragraphs));
        var (min, max) = category.Name switch
        {
            Tokens => (Math.Max(sentences ?? 0, paragraphs ?? 0), int.MaxValue),
            Sentences or Paragraphs when tokens is 0 => (0, 0),
            Sentences => (paragraphs > 1 ? paragraphs.Value : 0, tokens ?? int.MaxValue),
            Paragraphs => (1, Math.Max(1, sentences ?? tokens ?? int.MaxValue)),
            _ => (0, int.MaxValue),
        };
        return min <= max ? (min, max) : (0, int.MaxValue);

        int? Count(string name) => known.TryGetValue(name, out var value) && int.TryParse(value, out var count) ? count : null;
    }

    /// <summary>Whether a categorical value can stand beside the others.</summary>
    /// <param name="category">A categorical category.</param>
    /// <param name="value">One of its values.</param>
    /// <param name="known">The markers of the list that are known, given ones that come later included.</param>
    public static bool Allows(MarkerCategory category, string value, IReadOnlyDictionary<string, string> known) =>
        category.Name != Bucket
        || !known.TryGetValue(Tokens, out var tokens) || !int.TryParse(tokens, out var count)
        || !category.Values.Contains(LengthMeasure.Bucket(count))
        || value == LengthMeasure.Bucket(count);

    private static bool IsLength(string name) => name is Tokens or Sentences or Paragraphs or Bucket;
}
