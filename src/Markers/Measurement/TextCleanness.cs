using System.Buffers;
using System.Globalization;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// How free of damage an answer is: <c>exp(-damage)</c>, between 0 and 1. Damage adds up over broken characters
/// (<see cref="DamagedCharacters"/>: U+FFFD, control characters, text decoded twice, letters of a foreign script),
/// repetition (<see cref="Repetition"/>: sentences, lines, word loops) and, outside code, debris of markup and broken spacing.
/// </summary>
internal static class TextCleanness
{
    private const double PerDebris = 0.35;
    private const double PerSpacing = 0.12;
    private static readonly SearchValues<char> DebrisStarts = SearchValues.Create("&<\\{[%");
    private static readonly SearchValues<char> EntityCharacters =
        SearchValues.Create("#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>The share.</summary>
    public static double Of(string answer, AnswerRequest request)
    {
        var damage = DamagedCharacters.Of(answer, request.Language);
        if (!request.IsCode)
        {
            damage += Repetition.Of(answer) + Math.Min(1.5, PerDebris * Debris(answer, request.Format));
            damage += request.Format is null or "Enumeration" or "Markdown"
                ? Math.Min(0.8, PerSpacing * Spacing(answer, request.Language))
                : 0;
        }

        return Math.Exp(-damage);
    }

    private static int Debris(ReadOnlySpan<char> text, string? format)
    {
        var count = 0;
        for (var i = text.IndexOfAny(DebrisStarts); i >= 0 && i < text.Length;)
        {
            count += IsDebris(text[i..], format) ? 1 : 0;
            var next = text[(i + 1)..].IndexOfAny(DebrisStarts);
            i = next < 0 ? -1 : i + 1 + next;
        }

        return count;
    }

    private static bool IsDebris(ReadOnlySpan<char> rest, string? format) => rest[0] switch
    {
        '&' => format != "XML" && IsEntity(rest),
        '<' => format is not ("XML" or "Markdown") && IsTag(rest),
        '\\' => format is not ("JSON" or "Latex") && IsEscape(rest),
        '{' => rest.StartsWith("{{") && format is not ("JSON" or "Latex"),
        '[' => rest.StartsWith("[[") && format is not "JSON",
        _ => rest.StartsWith("%s") || rest.StartsWith("%d"),
    };

    /// <summary><c>\n</c>, but not the beginning of a command such as <c>\nu</c>, or <c>\u</c>.</summary>
    private static bool IsEscape(ReadOnlySpan<char> rest) =>
        rest.Length > 1 && rest[1] is 'n' or 'u' && (rest.Length == 2 || rest[1] == 'u' || !char.IsAsciiLetter(rest[2]));

    private static bool IsEntity(ReadOnlySpan<char> rest)
    {
        var end = rest[..Math.Min(10, rest.Length)].IndexOf(';');
        return end > 2 && rest[1..end].IndexOfAnyExcept(EntityCharacters) < 0;
    }

    private static bool IsTag(ReadOnlySpan<char> rest) =>
        rest.StartsWith("</") || rest.StartsWith("<br") || rest.StartsWith("<p>") || rest.StartsWith("<div") || rest.StartsWith("<span")
        || rest.StartsWith("<b>") || rest.StartsWith("<i>") || rest.StartsWith("<a ");

    /// <summary>Marks after a space, two spaces within a line, no space after a comma, and sentences that begin small.</summary>
    private static double Spacing(ReadOnlySpan<char> text, string language)
    {
        var count = 0.0;
        for (var i = 1; i < text.Length - 1; i++)
        {
            var (before, c, after) = (text[i - 1], text[i], text[i + 1]);
            count += c switch
            {
                ' ' when after == ' ' && before is not ('\n' or ' ') => 1,
                ',' or ';' when char.IsLetter(before) && char.IsLetter(after) => 0.5,
                ',' or '.' when before == ' ' && after is ' ' or '\n' => 1,
                ';' or '!' or '?' when before == ' ' && after is ' ' or '\n' && language != "French" => 1,
                ' ' when before is '.' or '!' or '?' && char.IsLower(after) =>
                    i > 4 && char.IsLower(text[i - 3]) && char.IsLower(text[i - 4]) ? 0.5 : 0,
                _ => 0,
            };
        }

        return count;
    }
}

/// <summary>
/// Counts characters that no careful text has: the replacement character, controls, UTF-8 that was read as Latin-1, and letters of
/// a foreign script.
/// </summary>
internal static class DamagedCharacters
{
    private const double First = 0.4;
    private const double Each = 0.1;
    private const double Most = 2;

    /// <summary>Scripts other than Latin may stand for names and examples up to this share of the letters.</summary>
    private const double ForeignShare = 0.05;

    /// <summary>The damage: 0 for clean text, at most about 3.</summary>
    public static double Of(ReadOnlySpan<char> text, string language)
    {
        var own = ScriptOf(language);
        var (broken, foreign, letters) = (0, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAscii(c))
            {
                broken += c < ' ' && c is not ('\n' or '\t' or '\r') ? 1 : 0;
                letters += char.IsAsciiLetter(c) ? 1 : 0;
                continue;
            }

            broken += IsBroken(c) || IsMisread(text[i..]) ? 1 : 0;
            var script = LanguageFeatures.ScriptOf(c);
            letters += script == WritingScript.None ? 0 : 1;
            foreign += script == WritingScript.None || IsAtHome(script, own) ? 0 : 1;
        }

        var share = (double)foreign / Math.Max(1, letters);
        return (broken == 0 ? 0 : Math.Min(Most, First + (Each * broken))) + (share > ForeignShare ? share - ForeignShare : 0);
    }

    private static bool IsBroken(char c) =>
        c is '\uFFFD' or (>= '\u007F' and <= '\u009F') or '\uFEFF' or '\uFFFE' or '\uFFFF'
        || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.PrivateUse;

    /// <summary>A lead byte of UTF-8 followed by as many continuation bytes as it announces, each read as a letter or mark.</summary>
    private static bool IsMisread(ReadOnlySpan<char> rest) => rest[0] switch
    {
        >= '\u00C2' and <= '\u00DF' => rest.Length > 1 && IsContinuation(rest[1]) && rest[1] is not ('\u00A0' or '«' or '»'),
        >= '\u00E0' and <= '\u00EF' => rest.Length > 2 && IsContinuation(rest[1]) && IsContinuation(rest[2]),
        _ => false,
    };

    private static bool IsContinuation(char c) =>
        c is >= '\u0080' and <= '\u00BF' || "€ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ".Contains(c);

    private static bool IsAtHome(WritingScript script, WritingScript own) =>
        script == own || script == WritingScript.Latin
        || (script == WritingScript.Han && own is WritingScript.Kana or WritingScript.Hangul);

    private static WritingScript ScriptOf(string language) => language switch
    {
        "Russian" or "Ukrainian" => WritingScript.Cyrillic,
        "Arabic" or "Persian" => WritingScript.Arabic,
        "Chinese" => WritingScript.Han,
        "Japanese" => WritingScript.Kana,
        "Korean" => WritingScript.Hangul,
        "Greek" => WritingScript.Greek,
        "Hebrew" => WritingScript.Hebrew,
        "Hindi" => WritingScript.Devanagari,
        _ => WritingScript.Latin,
    };
}

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
