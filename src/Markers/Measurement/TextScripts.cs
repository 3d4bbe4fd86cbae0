using System.Globalization;
using System.Text;

namespace TreasureMarkers.Markers.Measurement;

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
