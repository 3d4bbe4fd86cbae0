using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// Cuts text into the pieces inside which BPE merges, by a regular expression over code points. .NET's expressions see
/// UTF-16 halves instead, so a text with characters beyond the basic plane is matched on a copy in which each such
/// character is one character of the same Unicode category.
/// </summary>
internal sealed class TextSplitter(Regex expression)
{
    /// <summary>A non-ASCII, basic-plane member of every category that characters beyond the basic plane have.</summary>
    private static readonly Dictionary<UnicodeCategory, char> StandIns = new()
    {
        [UnicodeCategory.UppercaseLetter] = '\u00C0',
        [UnicodeCategory.LowercaseLetter] = '\u00E0',
        [UnicodeCategory.TitlecaseLetter] = '\u01C5',
        [UnicodeCategory.ModifierLetter] = '\u02B0',
        [UnicodeCategory.OtherLetter] = '\u05D0',
        [UnicodeCategory.NonSpacingMark] = '\u0300',
        [UnicodeCategory.SpacingCombiningMark] = '\u0903',
        [UnicodeCategory.EnclosingMark] = '\u0488',
        [UnicodeCategory.DecimalDigitNumber] = '\u0660',
        [UnicodeCategory.LetterNumber] = '\u2160',
        [UnicodeCategory.OtherNumber] = '\u00B2',
        [UnicodeCategory.ConnectorPunctuation] = '\u203F',
        [UnicodeCategory.DashPunctuation] = '\u2010',
        [UnicodeCategory.OpenPunctuation] = '\u0F3A',
        [UnicodeCategory.ClosePunctuation] = '\u0F3B',
        [UnicodeCategory.InitialQuotePunctuation] = '\u00AB',
        [UnicodeCategory.FinalQuotePunctuation] = '\u00BB',
        [UnicodeCategory.OtherPunctuation] = '\u00A1',
        [UnicodeCategory.MathSymbol] = '\u00AC',
        [UnicodeCategory.CurrencySymbol] = '\u00A2',
        [UnicodeCategory.ModifierSymbol] = '\u00A8',
        [UnicodeCategory.OtherSymbol] = '\u00A6',
        [UnicodeCategory.Format] = '\u00AD',
        [UnicodeCategory.PrivateUse] = '\uE000',
        [UnicodeCategory.OtherNotAssigned] = '\uFFFF',
    };

    /// <summary>What takes a piece of the text; pieces come in order and cover the text.</summary>
    public delegate void PieceAction<TState>(ReadOnlySpan<char> piece, TState state);

    /// <summary>Hands every piece of the text to <paramref name="action"/>, matches and what lies between them alike.</summary>
    public void Split<TState>(ReadOnlySpan<char> text, TState state, PieceAction<TState> action)
    {
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            SplitAt(text, text, starts: [], state, action);
            return;
        }

        var shadow = ArrayPool<char>.Shared.Rent(text.Length);
        var starts = ArrayPool<int>.Shared.Rent(text.Length + 1);
        try
        {
            var length = WriteShadow(text, shadow, starts);
            SplitAt(text, shadow.AsSpan(0, length), starts.AsSpan(0, length + 1), state, action);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(shadow);
            ArrayPool<int>.Shared.Return(starts);
        }
    }

    /// <summary>Writes one character per code point, and where each code point starts in the text, its end included.</summary>
    private static int WriteShadow(ReadOnlySpan<char> text, Span<char> shadow, Span<int> starts)
    {
        var length = 0;
        for (var position = 0; position < text.Length; length++)
        {
            starts[length] = position;
            // A half without its other half is encoded as U+FFFD, which decoding reports here too.
            Rune.DecodeFromUtf16(text[position..], out var rune, out var consumed);
            shadow[length] = rune.IsBmp ? (char)rune.Value : StandIns[Rune.GetUnicodeCategory(rune)];
            position += consumed;
        }

        starts[length] = text.Length;
        return length;
    }

    private void SplitAt<TState>(
        ReadOnlySpan<char> text, ReadOnlySpan<char> matched, ReadOnlySpan<int> starts, TState state, PieceAction<TState> action)
    {
        var end = 0;
        foreach (var match in expression.EnumerateMatches(matched))
        {
            if (match.Index > end)
            {
                action(Piece(text, starts, end, match.Index), state);
            }

            end = match.Index + match.Length;
            if (match.Length > 0)
            {
                action(Piece(text, starts, match.Index, end), state);
            }
        }

        if (end < matched.Length)
        {
            action(Piece(text, starts, end, matched.Length), state);
        }
    }

    private static ReadOnlySpan<char> Piece(ReadOnlySpan<char> text, ReadOnlySpan<int> starts, int from, int to) =>
        starts.IsEmpty ? text[from..to] : text[starts[from]..starts[to]];
}
