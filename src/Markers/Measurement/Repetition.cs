using System.Buffers;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>Finds sentences that were said before and words said three times in a row.</summary>
internal static class Repetition
{
    private const int MostSentences = 64;
    private const int ShortestSentence = 12;
    private static readonly SearchValues<char> Ends = SearchValues.Create(".!?。！？।؟۔\n");

    /// <summary>The damage: 0 without repetition, at most about 2.</summary>
    public static double Of(ReadOnlySpan<char> text) => Sentences(text) + Math.Min(1, 0.4 * Loops(text));

    /// <summary>Half a point for the first repeated sentence, and their share on top.</summary>
    private static double Sentences(ReadOnlySpan<char> text)
    {
        Span<uint> seen = stackalloc uint[MostSentences];
        var (count, repeated) = (0, 0);
        while (text.Length > 0)
        {
            var end = text.IndexOfAny(Ends);
            var sentence = (end < 0 ? text : text[..end]).Trim(" |-*");
            text = end < 0 ? [] : text[(end + 1)..];
            if (sentence.Length >= ShortestSentence && count < MostSentences)
            {
                var hash = LanguageFeatures.Hash(sentence);
                repeated += seen[..count].Contains(hash) ? 1 : 0;
                seen[count++] = hash;
            }
        }

        return repeated == 0 ? 0 : 0.5 + ((double)repeated / count);
    }

    /// <summary>How often a word follows itself at once or the last two words are said again.</summary>
    private static int Loops(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> last = [], beforeLast = [], third = [];
        var loops = 0;
        foreach (var range in text.Split(' '))
        {
            var word = text[range];
            if (word.Length < 2 || !char.IsLetter(word[0]))
            {
                last = beforeLast = third = [];
                continue;
            }

            loops += word.SequenceEqual(last) && (word.SequenceEqual(beforeLast) || word.Length > 4) ? 1 : 0;
            loops += word.SequenceEqual(beforeLast) && last.SequenceEqual(third) && !word.SequenceEqual(last) ? 1 : 0;
            third = beforeLast;
            beforeLast = last;
            last = word;
        }

        return loops;
    }
}
