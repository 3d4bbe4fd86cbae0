using System.Globalization;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>Counts characters that no careful text has: the replacement character, controls, UTF-8 that was read as Latin-1, letters of a foreign script.</summary>
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
        c is '\uFFFD' or (>= '\u007F' and <= '\u009F') or '\uFEFF' or '\uFFFE' or '\uFFFF' || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.PrivateUse;

    /// <summary>A lead byte of UTF-8 followed by as many continuation bytes as it announces, each read as a letter or mark.</summary>
    private static bool IsMisread(ReadOnlySpan<char> rest) => rest[0] switch
    {
        >= '\u00C2' and <= '\u00DF' => rest.Length > 1 && IsContinuation(rest[1]) && rest[1] is not ('\u00A0' or '«' or '»'),
        >= '\u00E0' and <= '\u00EF' => rest.Length > 2 && IsContinuation(rest[1]) && IsContinuation(rest[2]),
        _ => false,
    };

    private static bool IsContinuation(char c) =>
        c is (>= '\u0080' and <= '\u00BF') or '€' or 'ƒ' or '„' or '†' or '‡' or 'ˆ' or '‰' or 'Š' or '‹' or 'Œ' or 'Ž' or '•' or '˜' or '™' or 'š' or '›' or 'œ' or 'ž' or 'Ÿ';

    private static bool IsAtHome(WritingScript script, WritingScript own) =>
        script == own || script == WritingScript.Latin || (own == WritingScript.Kana && script == WritingScript.Han) || (own == WritingScript.Hangul && script == WritingScript.Han);

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
