using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace TreasureMarkers.Models.Tests.Tokenization;

/// <summary>
/// The library's split by an expression, but over whole characters, as Hugging Face and GenAI match: .NET's expressions see those
/// beyond U+FFFF as two characters that are neither letters nor digits. One of its kind stands in for each.
/// </summary>
internal sealed class CodePointPreTokenizer(string pattern, IReadOnlyDictionary<string, int> added) : PreTokenizer
{
    private readonly RegexPreTokenizer _byExpression = new(new Regex(pattern, RegexOptions.CultureInvariant), added);

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        var standIns = new StringBuilder();
        var offsets = new List<int> { 0 };
        foreach (var rune in text.EnumerateRunes())
        {
            standIns.Append(rune.IsBmp ? (char)rune.Value : Rune.IsLetter(rune) ? 'a' : Rune.IsNumber(rune) ? '1' : '\uE000');
            offsets.Add(offsets[^1] + rune.Utf16SequenceLength);
        }

        return _byExpression.PreTokenize(standIns.ToString())
            .Select(piece => (offsets[piece.Offset], offsets[piece.Offset + piece.Length] - offsets[piece.Offset]));
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());
}
