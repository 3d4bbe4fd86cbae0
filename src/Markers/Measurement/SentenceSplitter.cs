using System.Buffers;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// Splits text into sentences. A line break ends one (so list items, table rows and code lines count singly);
/// within a line so do . ! ? … ؟ ۔ । followed by space and something that can start a sentence, and 。！？ anywhere.
/// Common abbreviations and initials do not end one.
/// </summary>
public static partial class SentenceSplitter
{
    private static readonly SearchValues<char> WordStarts = SearchValues.Create(" (\u00A0\"'«„“");

    /// <summary>The sentences in order, trimmed; none for blank text.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            var start = 0;
            foreach (var match in Ends().EnumerateMatches(line))
            {
                var end = match.Index + match.Length;
                if (!IsAbbreviation(line.AsSpan(start, match.Index - start), line.AsSpan(match.Index, match.Length)))
                {
                    Add(sentences, line.AsSpan(start, end - start));
                    start = end;
                }
            }

            Add(sentences, line.AsSpan(start));
        }

        return sentences;
    }

    private static void Add(List<string> sentences, ReadOnlySpan<char> sentence)
    {
        sentence = sentence.Trim();
        var hasText = false;
        foreach (var c in sentence)
        {
            hasText |= char.IsLetterOrDigit(c) || char.IsSurrogate(c);
        }

        if (hasText)
        {
            sentences.Add(sentence.ToString());
        }
    }

    private static bool IsAbbreviation(ReadOnlySpan<char> before, ReadOnlySpan<char> mark)
    {
        if (mark is not ".")
        {
            return false;
        }

        var word = before[(before.LastIndexOfAny(WordStarts) + 1)..];
        return (word.Length == 1 && char.IsLetter(word[0])) || IsKnown(word.ToString());
    }

    private static bool IsKnown(string word) => word.ToLowerInvariant()
        is "e.g" or "i.e" or "z.b" or "d.h" or "u.a" or "bzw" or "ca" or "etc" or "vs" or "cf" or "approx" or "mr" or "dr"
        or "prof" or "st" or "no" or "nr" or "np" or "m.in" or "tzn" or "tj" or "např" or "tzv" or "т.е" or "т.д" or "т.п"
        or "p.ex" or "par ex" or "ex" or "ad es" or "es" or "ecc" or "p.e" or "ej" or "напр" or "resp" or "incl" or "inkl";

    [GeneratedRegex("""[.!?…؟۔।]+["'”’»)\]]*(?=\s+["'“„«(\[¿¡-]*[\p{Lu}\p{Lt}\p{Lo}\p{Nd}])|[。！？]+[」』）]*""", RegexOptions.CultureInvariant)]
    private static partial Regex Ends();
}
