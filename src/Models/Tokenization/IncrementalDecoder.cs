using System.Text;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// Decodes ids as they arrive: a character whose bytes are spread over several tokens comes out whole with the last of
/// them. All pieces joined equal <see cref="ByteLevelBpeTokenizer.Decode"/>. Not thread-safe.
/// </summary>
/// <param name="tokenizer">The tokenizer of the ids.</param>
internal sealed class IncrementalDecoder(ByteLevelBpeTokenizer tokenizer)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <summary>The text that is certain after this id; empty while a character is unfinished.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    public string Append(int id) => Decode(tokenizer.BytesOf(id), flush: false);

    /// <summary>Ends the text: an unfinished character becomes U+FFFD. The decoder is then as new.</summary>
    public string Complete() => Decode([], flush: true);

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        // Room for every byte, what was held back before, and both halves of a character beyond the basic plane.
        Span<char> characters = bytes.Length <= 256 ? stackalloc char[260] : new char[bytes.Length + 4];
        return new string(characters[.._decoder.GetChars(bytes, characters, flush)]);
    }
}
