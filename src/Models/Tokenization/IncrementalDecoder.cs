using System.Text;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// Decodes ids as they arrive: a character whose bytes are spread over several tokens comes out whole with the last of
/// them. All pieces joined equal <see cref="BpeTokenizer.Decode"/>. Not thread-safe.
/// </summary>
/// <param name="tokenizer">The tokenizer of the ids.</param>
internal sealed class IncrementalDecoder(BpeTokenizer tokenizer)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private bool _isStart = true;

    /// <summary>The text that is certain after this id; empty while a character is unfinished.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    public string Append(int id)
    {
        var bytes = tokenizer.BytesOf(id);
        if (_isStart && !bytes.IsEmpty)
        {
            bytes = tokenizer.WithoutLeadingSpace(bytes);
            _isStart = false;
        }

        return Decode(bytes, flush: false);
    }

    /// <summary>Ends the text: an unfinished character becomes U+FFFD. The decoder is then as new.</summary>
    public string Complete()
    {
        _isStart = true;
        return Decode([], flush: true);
    }

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        // Room for every byte, what was held back before, and both halves of a character beyond the basic plane.
        Span<char> characters = bytes.Length <= 256 ? stackalloc char[260] : new char[bytes.Length + 4];
        return new string(characters[.._decoder.GetChars(bytes, characters, flush)]);
    }
}
