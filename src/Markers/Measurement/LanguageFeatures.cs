using System.Globalization;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>What the language identifier sees of a text: its script, and hashed character n-grams of its plain words.</summary>
internal static class LanguageFeatures
{
    private const int LongestGram = 4;

    /// <summary>
    /// The script that carries the language. Latin words stand in text of any language (names, commands), so another
    /// script needs only a quarter of the letters to win.
    /// </summary>
    public static WritingScript Script(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[(int)WritingScript.Devanagari + 1];
        foreach (var c in text)
        {
            counts[(int)ScriptOf(c)]++;
        }

        counts[(int)WritingScript.None] = 0;
        // A Han character or a Korean syllable says as much as two letters or more.
        counts[(int)WritingScript.Han] *= 2;
        counts[(int)WritingScript.Hangul] *= 2;
        counts[(int)WritingScript.Kana] *= 2;
        var latin = counts[(int)WritingScript.Latin];
        var best = WritingScript.None;
        var others = 0;
        for (var script = (int)WritingScript.Cyrillic; script < counts.Length; script++)
        {
            others += counts[script];
            best = counts[script] > counts[(int)best] ? (WritingScript)script : best;
        }

        if (others == 0 || others * 3 < latin)
        {
            return latin == 0 ? WritingScript.None : WritingScript.Latin;
        }

        // Japanese is Han with some kana; a little kana decides.
        return best == WritingScript.Han && counts[(int)WritingScript.Kana] * 12 > counts[(int)WritingScript.Han]
            ? WritingScript.Kana
            : best;
    }

    /// <summary>
    /// Hands each feature's 32-bit hash to <paramref name="action"/>. Words with digits, slashes, dots or other marks
    /// inside are names, addresses or code, and are left out, and so are words of another script.
    /// </summary>
    public static void ForEach(ReadOnlySpan<char> text, WritingScript script, Action<uint> action)
    {
        Span<char> word = stackalloc char[40];
        foreach (var range in text.SplitAny(" \t\r\n\u00A0\u3000|\"“”„«»()[]{}<>,;:!?¿¡。、！？「」・"))
        {
            var piece = text[range].Trim(".'’*#-–—_");
            if (piece.Length is 0 or > 38 || !IsPlain(piece, script))
            {
                continue;
            }

            word[0] = '^';
            var length = 1 + piece.ToLowerInvariant(word[1..]);
            word[length++] = '$';
            Grams(word[..length], action);
        }
    }

    private static bool IsPlain(ReadOnlySpan<char> piece, WritingScript script)
    {
        foreach (var c in piece)
        {
            var own = ScriptOf(c);
            var isJoiner = own == WritingScript.None
                && (c is '\'' or '’' or '-' or '\u200C' || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark);
            if (own != script && !isJoiner)
            {
                return false;
            }
        }

        return true;
    }

    private static void Grams(ReadOnlySpan<char> word, Action<uint> action)
    {
        for (var n = 1; n <= LongestGram; n++)
        {
            for (var i = 0; i + n <= word.Length; i++)
            {
                if (n > 1 || word[i] is not ('^' or '$'))
                {
                    action(Hash(word.Slice(i, n)));
                }
            }
        }

        if (word.Length is > LongestGram and <= 8)
        {
            // A whole short word: the function words that tell close languages apart.
            action(Hash(word));
        }
    }

    /// <summary>A hash that is the same on every machine.</summary>
    public static uint Hash(ReadOnlySpan<char> gram)
    {
        var hash = 2166136261u;
        foreach (var c in gram)
        {
            hash = (hash ^ c) * 16777619u;
        }

        hash ^= hash >> 15;
        hash *= 0x2C1B3C6D;
        return hash ^ (hash >> 12);
    }

    /// <summary>The script of a character; <see cref="WritingScript.None"/> for what is no letter.</summary>
    public static WritingScript ScriptOf(char c) => c switch
    {
        (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') => WritingScript.Latin,
        < '\u00C0' => WritingScript.None,
        <= '\u024F' => c is '×' or '÷' ? WritingScript.None : WritingScript.Latin,
        >= '\u0370' and <= '\u03FF' => WritingScript.Greek,
        >= '\u0400' and <= '\u052F' => WritingScript.Cyrillic,
        >= '\u0590' and <= '\u05FF' => WritingScript.Hebrew,
        >= '\u0620' and <= '\u06FF' => c is >= '\u0660' and <= '\u066D' or '\u06D4' ? WritingScript.None : WritingScript.Arabic,
        >= '\u0900' and <= '\u097F' => c is '\u0964' or '\u0965' ? WritingScript.None : WritingScript.Devanagari,
        >= '\u1E00' and <= '\u1EFF' => WritingScript.Latin,
        >= '\u1F00' and <= '\u1FFF' => WritingScript.Greek,
        >= '\u3041' and <= '\u30FF' => c is '\u30FB' ? WritingScript.None : WritingScript.Kana,
        (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') => WritingScript.Han,
        >= '\uAC00' and <= '\uD7A3' => WritingScript.Hangul,
        _ => WritingScript.None,
    };
}

/// <summary>The scripts that the taxonomy's languages are written in.</summary>
internal enum WritingScript
{
    /// <summary>No letters.</summary>
    None,

    /// <summary>Latin letters.</summary>
    Latin,

    /// <summary>Cyrillic letters.</summary>
    Cyrillic,

    /// <summary>Arabic letters.</summary>
    Arabic,

    /// <summary>Han characters without kana.</summary>
    Han,

    /// <summary>Hiragana and katakana, with or without Han.</summary>
    Kana,

    /// <summary>Hangul.</summary>
    Hangul,

    /// <summary>Greek letters.</summary>
    Greek,

    /// <summary>Hebrew letters.</summary>
    Hebrew,

    /// <summary>Devanagari letters.</summary>
    Devanagari,
}
