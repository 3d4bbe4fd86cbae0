using System.Buffers;
using System.Globalization;
using System.Text;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>Finds added tokens in text as Hugging Face's tokenizers do: leftmost, then longest, with each token's flags.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly Dictionary<string, AddedToken>.AlternateLookup<ReadOnlySpan<char>> _byContent;
    private readonly SearchValues<string> _contents;
    private readonly int[] _lengths;

    /// <summary>Takes the tokens with the text by which each is found.</summary>
    public AddedTokenMatcher(IEnumerable<(string Text, AddedToken Token)> tokens)
    {
        var byContent = new Dictionary<string, AddedToken>();
        foreach (var (text, token) in tokens)
        {
            byContent[text] = token;
        }

        _byContent = byContent.GetAlternateLookup<ReadOnlySpan<char>>();
        _contents = SearchValues.Create([.. byContent.Keys], StringComparison.Ordinal);
        _lengths = [.. byContent.Keys.Select(content => content.Length).Distinct().OrderDescending()];
    }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _lengths.Length == 0;

    /// <summary>The matches in a text, in order and without overlap.</summary>
    /// <param name="text">The text.</param>
    /// <param name="within">The parts of it in which a whole token may lie, in order and apart.</param>
    public List<AddedTokenMatch> Find(string text, ReadOnlySpan<Range> within)
    {
        var matches = new List<AddedTokenMatch>();
        var taken = 0;
        foreach (var range in within)
        {
            var (at, length) = range.GetOffsetAndLength(text.Length);
            var end = at + length;
            while (text.AsSpan(at, end - at).IndexOfAny(_contents) is >= 0 and var found)
            {
                var start = at + found;
                var (token, stop) = LongestAt(text, start, end);
                at = stop;
                if (token.SingleWord && (IsWordBefore(text, start) || IsWordAt(text, stop)))
                {
                    continue;
                }

                // White space that the token before it has taken stays with that one.
                start = token.StripsLeft ? Math.Max(taken, WhiteSpaceBefore(text, start)) : start;
                stop = token.StripsRight ? WhiteSpaceBehind(text, stop) : stop;
                matches.Add(new AddedTokenMatch(Math.Max(start, taken), Math.Max(stop, taken), token.Id));
                taken = Math.Max(stop, taken);
            }
        }

        return matches;
    }

    private static int WhiteSpaceBefore(string text, int start)
    {
        while (start > 0 && char.IsWhiteSpace(text[start - 1]))
        {
            start--;
        }

        return start;
    }

    private static int WhiteSpaceBehind(string text, int stop)
    {
        while (stop < text.Length && char.IsWhiteSpace(text[stop]))
        {
            stop++;
        }

        return stop;
    }

    private static bool IsWordBefore(string text, int at) =>
        at > 0 && Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var rune, out _) == OperationStatus.Done && IsWord(rune);

    private static bool IsWordAt(string text, int at) =>
        at < text.Length && Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out _) == OperationStatus.Done && IsWord(rune);

    // \w of Rust's expressions: letters, marks, decimal digits, letter numbers, connectors and joiners.
    private static bool IsWord(Rune rune) => Rune.IsLetter(rune) || rune.Value is 0x200C or 0x200D || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;

    private (AddedToken Token, int Stop) LongestAt(string text, int start, int end)
    {
        foreach (var length in _lengths)
        {
            if (start + length <= end && _byContent.TryGetValue(text.AsSpan(start, length), out var token))
            {
                return (token, start + length);
            }
        }

        throw new InvalidOperationException("The search for added tokens stopped where none begins.");
    }
}

/// <summary>An added token in a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Stop">Where it ends.</param>
/// <param name="Id">The token.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct AddedTokenMatch(int Start, int Stop, int Id);
