using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// Byte-level BPE read from a Hugging Face tokenizer.json, giving the same ids as Hugging Face and ONNX Runtime GenAI.
/// Any text can be encoded; unpaired surrogates are taken as U+FFFD. Safe to use from several threads.
/// </summary>
internal sealed partial class BpeTokenizer
{
    /// <summary>
    /// The split of the tokenizers trained here: letters with one leading character, each digit alone, punctuation with
    /// one leading space, whitespace. It is made of alternatives that ONNX Runtime GenAI matches with its own code exactly
    /// as regular expression engines do; it has none of its general expression fallback, and none of
    /// <c>\s*[\r\n]+</c>, which GenAI matches differently from the engines.
    /// </summary>
    public const string DefaultSplitPattern = @"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>The split that a ByteLevel pre-tokenizer does by itself when a file names no other: GPT-2's.</summary>
    public const string Gpt2SplitPattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private readonly TokenizerModel _model;
    private readonly TextSplitter _splitter;
    private readonly PieceEncoder _encoder;
    private readonly FrozenDictionary<string, int> _addedIds;
    private readonly SearchValues<string> _addedContents;
    private readonly string[] _addedLongestFirst;

    private BpeTokenizer(TokenizerModel model)
    {
        _model = model;
        _splitter = new TextSplitter(CreateExpression(model.SplitPattern));
        _encoder = new PieceEncoder(model.ByteIds, model.Merges);
        _addedIds = model.AddedTokens.ToFrozenDictionary(token => token.Content, token => token.Id);
        _addedLongestFirst = [.. model.AddedTokens.Select(token => token.Content).OrderByDescending(content => content.Length)];
        _addedContents = SearchValues.Create(_addedLongestFirst, StringComparison.Ordinal);
    }

    /// <summary>One more than the largest id.</summary>
    public int VocabularySize => _model.Bytes.Length;

    /// <summary>The added tokens in file order.</summary>
    public IReadOnlyList<AddedToken> AddedTokens => _model.AddedTokens;

    /// <summary>The pairs of ids that merge, in the order in which they were learned.</summary>
    public IEnumerable<(int Left, int Right)> Merges =>
        _model.Merges.OrderBy(merge => merge.Value.Rank).Select(merge => ((int)(merge.Key >> 32), (int)merge.Key));

    /// <summary>The regular expression that cuts text into the pieces inside which tokens merge.</summary>
    public string SplitPattern => _model.SplitPattern;

    /// <summary>Reads a tokenizer.json file.</summary>
    /// <exception cref="FormatException">The file holds no usable tokenizer; the message names the file and the fault.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BpeTokenizer Load(string tokenizerJsonPath)
    {
        var json = File.ReadAllText(tokenizerJsonPath);
        try
        {
            return Parse(json);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{tokenizerJsonPath}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the text of a tokenizer.json.</summary>
    /// <exception cref="FormatException">It is no usable tokenizer; the message says why.</exception>
    public static BpeTokenizer Parse(string json) => new(TokenizerJsonReader.Read(json));

    /// <summary>Encodes text that is nothing but text: whatever it says, no added token comes out.</summary>
    public int[] EncodeOrdinary(string text)
    {
        var ids = new List<int>((text.Length / 3) + 1);
        AppendOrdinary(text, ids);
        return [.. ids];
    }

    /// <summary>Encodes text as Hugging Face and GenAI do: added tokens first, leftmost and longest, then the rest.</summary>
    public int[] Encode(string text)
    {
        var ids = new List<int>((text.Length / 3) + 1);
        var rest = text.AsSpan();
        while (rest.IndexOfAny(_addedContents) is >= 0 and var start)
        {
            AppendOrdinary(rest[..start], ids);
            var content = LongestAddedAt(rest[start..]);
            ids.Add(_addedIds[content]);
            rest = rest[(start + content.Length)..];
        }

        AppendOrdinary(rest, ids);
        return [.. ids];
    }

    /// <summary>The id of the added token with exactly this content.</summary>
    public bool TryGetId(string addedTokenContent, out int id) => _addedIds.TryGetValue(addedTokenContent, out id);

    /// <summary>
    /// The UTF-8 bytes of a token, which may begin or end inside a character; added tokens give their content, unused ids nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not below <see cref="VocabularySize"/>.</exception>
    public ReadOnlySpan<byte> BytesOf(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, VocabularySize);
        return _model.Bytes[id];
    }

    /// <summary>The text of the ids, added tokens included; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not below <see cref="VocabularySize"/>.</exception>
    public string Decode(IEnumerable<int> ids)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var id in ids)
        {
            bytes.Write(BytesOf(id));
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static Regex CreateExpression(string pattern)
    {
        if (pattern == DefaultSplitPattern)
        {
            return DefaultExpression();
        }

        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled);
        }
        catch (ArgumentException exception)
        {
            throw new FormatException($"The tokenizer cannot be used: its split expression is not valid: {exception.Message}", exception);
        }
    }

    [GeneratedRegex(DefaultSplitPattern, RegexOptions.CultureInvariant)]
    private static partial Regex DefaultExpression();

    private string LongestAddedAt(ReadOnlySpan<char> text)
    {
        foreach (var content in _addedLongestFirst)
        {
            if (text.StartsWith(content, StringComparison.Ordinal))
            {
                return content;
            }
        }

        throw new InvalidOperationException("The search for added tokens stopped where none begins.");
    }

    private void AppendOrdinary(ReadOnlySpan<char> text, List<int> ids) =>
        _splitter.Split(text, (Encoder: _encoder, Ids: ids), static (piece, state) => state.Encoder.Append(piece, state.Ids));
}

/// <summary>A token with a fixed content that is matched before the text is split and merged.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">The exact text it stands for.</param>
/// <param name="IsSpecial">Whether it is a control token, which Hugging Face's decoding can leave out.</param>
internal sealed record AddedToken(int Id, string Content, bool IsSpecial);

/// <summary>
/// Decodes ids as they arrive: a character whose bytes are spread over several tokens comes out whole with the last of
/// them. All pieces joined equal <see cref="BpeTokenizer.Decode"/>. Not thread-safe.
/// </summary>
/// <param name="tokenizer">The tokenizer of the ids.</param>
internal sealed class IncrementalDecoder(BpeTokenizer tokenizer)
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
