using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// The rule by which lengths are counted. A token is a run of letters, digits and combining marks (joined by an inner
/// apostrophe, hyphen or full stop), or one Han or kana character, or one other visible character. Close to a
/// word tokenizer: N words make about N / 0.87 tokens.
/// </summary>
internal static class LengthMeasure
{
    /// <summary>Answers below this many tokens are <c>concise</c>.</summary>
    public const int MediumFrom = 300;

    /// <summary>Answers above this many tokens are <c>long</c>.</summary>
    public const int MediumUpTo = 1000;

    /// <summary>Counts tokens by the rule above.</summary>
    public static int Tokens(string text)
    {
        var count = 0;
        var inWord = false;
        var joined = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (TextScripts.IsWord(rune))
            {
                // An inner joiner was counted as a token of its own until this character proved it inner.
                count += !inWord ? 1 : joined ? -1 : 0;
                inWord = true;
                joined = false;
            }
            else if (inWord && !joined && TextScripts.IsInner(rune))
            {
                count++;
                joined = true;
            }
            else
            {
                count += IsVisible(rune) ? 1 : 0;
                inWord = false;
                joined = false;
            }
        }

        return count;
    }

    /// <summary>Counts sentences: see <see cref="SentenceSplitter"/>.</summary>
    public static int Sentences(string text) => SentenceSplitter.Split(text).Count;

    /// <summary>Counts paragraphs: stretches of text parted by at least one blank line.</summary>
    public static int Paragraphs(string text)
    {
        var count = 0;
        var inside = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var blank = line.IsWhiteSpace();
            count += !blank && !inside ? 1 : 0;
            inside = !blank;
        }

        return count;
    }

    /// <summary>The <c>length_bucket</c> of an answer with this many tokens: concise, medium or long.</summary>
    public static string Bucket(int tokens) =>
        tokens < MediumFrom ? "concise" : tokens <= MediumUpTo ? "medium" : "long";

    private static bool IsVisible(Rune rune) => !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune);
}

/// <summary>
/// Splits text into sentences. A line break ends one (so list items, table rows and code lines count singly);
/// within a line so do . ! ? … ؟ ۔ । followed by space and something that can start a sentence, and 。！？ anywhere.
/// Common abbreviations and initials do not end one. Fenced code has none; see <see cref="CodeFence"/>.
/// </summary>
internal static partial class SentenceSplitter
{
    private static readonly SearchValues<char> WordStarts = SearchValues.Create(" (\u00A0\"'«„“");

    /// <summary>The sentences in order, trimmed; none for blank text.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var sentences = new List<string>();
        var fence = new CodeFence();
        foreach (var line in text.Split('\n'))
        {
            if (fence.Takes(line))
            {
                continue;
            }

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

/// <summary>
/// Knows, line by line, what is fenced code: from a line that begins with three backticks, and has no other behind them, to a line of
/// nothing but backticks; without such a line, to the end, since an answer may still be growing.
/// </summary>
internal struct CodeFence
{
    private bool _isOpen;

    /// <summary>Whether the next line is code or a fence around it.</summary>
    public bool Takes(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        var isFence = line.StartsWith("```") && (_isOpen ? line.Trim('`').IsEmpty : line.TrimStart('`').IndexOf('`') < 0);
        var takes = _isOpen || isFence;
        _isOpen = _isOpen != isFence;
        return takes;
    }

    /// <summary>The lines that are no code.</summary>
    public static IEnumerable<string> Without(IEnumerable<string> lines)
    {
        var fence = new CodeFence();
        foreach (var line in lines)
        {
            if (!fence.Takes(line))
            {
                yield return line;
            }
        }
    }
}

/// <summary>What the measurements need to know about single characters.</summary>
internal static class TextScripts
{
    /// <summary>Han, hiragana or katakana: scripts written without spaces, where each character counts as a token.</summary>
    public static bool IsUnspaced(Rune rune) => rune.Value is
        (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF66 and <= 0xFF9F)
        or (>= 0x20000 and <= 0x3FFFF);

    /// <summary>A letter, digit or combining mark of a spaced script.</summary>
    public static bool IsWord(Rune rune) =>
        !IsUnspaced(rune) && (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);

    /// <summary>A character that joins two word characters into one token: apostrophes, hyphen, full stop.</summary>
    public static bool IsInner(Rune rune) => rune.Value is '\'' or '’' or '-' or '.';
}
