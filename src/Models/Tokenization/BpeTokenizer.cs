using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// BPE of the Llama, Qwen, Mistral and GPT-2 families, byte-level or with byte fallback, read from a Hugging Face tokenizer.json or
/// from GGUF metadata, with the ids of Hugging Face's tokenizers. Any text can be encoded; unpaired surrogates are taken as U+FFFD.
/// Safe to use from several threads.
/// </summary>
/// <remarks>
/// Own code, because Microsoft.ML.Tokenizers 2.0 cannot keep the ids: it reads neither tokenizer.json nor GGUF; its expressions see
/// halves of characters beyond the basic plane; normal form C is left to ICU, without which nothing happens (Qwen2); it knows no
/// "ignore_merges" (Llama 3), and its SentencePiece reads no merges, only a .model file with scores (Llama 2, Mistral); and it cannot
/// recognise added tokens in some parts of a text only, which is what keeps a user's text from becoming a control token. Tests
/// compare ours with it where it can be used, and with Hugging Face's own library everywhere.
/// </remarks>
internal sealed class BpeTokenizer
{
    private readonly TokenizerModel _model;
    private readonly byte[][] _bytes;
    private readonly TextPreparation _preparation;
    private readonly PieceEncoder _encoder;
    private readonly FrozenDictionary<string, int> _addedIds;
    private readonly AddedTokenMatcher _added;
    private readonly AddedTokenMatcher _normalizedAdded;

    /// <summary>Makes a tokenizer of what a file says.</summary>
    /// <exception cref="FormatException">A byte has no token where it needs one.</exception>
    public BpeTokenizer(TokenizerModel model)
    {
        _model = model;
        _bytes = ReadBytes(model);
        _preparation = new TextPreparation(model);
        _encoder = new PieceEncoder(model, _bytes);
        _addedIds = model.AddedTokens.ToFrozenDictionary(token => token.Content, token => token.Id);
        _added = new AddedTokenMatcher(model.AddedTokens.Where(token => !token.IsNormalized).Select(token => (token.Content, token)));
        _normalizedAdded = new AddedTokenMatcher(
            model.AddedTokens.Where(token => token.IsNormalized).Select(token => (_preparation.Normalize(token.Content), token)));
    }

    /// <summary>One more than the largest id.</summary>
    public int VocabularySize => _bytes.Length;

    /// <summary>The added tokens in file order.</summary>
    public IReadOnlyList<AddedToken> AddedTokens => _model.AddedTokens;

    /// <summary>The pairs of ids that merge, in the order in which they were learned.</summary>
    public IEnumerable<(int Left, int Right)> Merges => _model.Merges.Select(merge => (merge.Left, merge.Right));

    /// <summary>The tokens around a text, as far as the file names them.</summary>
    public TextBoundary Boundary => _model.Boundary;

    /// <summary>The first token of a text, if the file names one (bos).</summary>
    public int? BeginId => _model.Boundary.Begin;

    /// <summary>Whether Hugging Face and llama.cpp write <see cref="BeginId"/> before a text by themselves; no method here does.</summary>
    public bool AddsBegin => _model.Boundary.AddsBegin;

    /// <summary>What the tokenizer was read from.</summary>
    public TokenizerModel Model => _model;

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

    /// <summary>
    /// Reads a Hugging Face folder's tokenizer.json, and of its tokenizer_config.json, if there is one, the tokens around a text and
    /// added tokens that the other file lacks.
    /// </summary>
    /// <exception cref="FormatException">A file holds no usable tokenizer; the message names the file and the fault.</exception>
    /// <exception cref="IOException">tokenizer.json is missing, or a file cannot be read.</exception>
    public static BpeTokenizer LoadFolder(string folder)
    {
        var tokenizer = Load(Path.Combine(folder, ModelFiles.Tokenizer));
        var config = Path.Combine(folder, ModelFiles.TokenizerConfig);
        if (!File.Exists(config))
        {
            return tokenizer;
        }

        var json = File.ReadAllText(config);
        try
        {
            return new BpeTokenizer(TokenizerConfigReader.Complete(tokenizer.Model, json));
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{config}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the text of a tokenizer.json.</summary>
    /// <exception cref="FormatException">It is no usable tokenizer; the message says why.</exception>
    public static BpeTokenizer Parse(string json) => new(TokenizerJsonReader.Read(json));

    /// <summary>Reads the tokenizer of a GGUF file.</summary>
    /// <param name="metadata">The file's metadata: texts, numbers, truth values, and arrays of them.</param>
    /// <exception cref="FormatException">It holds no usable tokenizer; the message says why.</exception>
    public static BpeTokenizer FromGguf(IReadOnlyDictionary<string, object> metadata) => new(GgufVocabulary.Read(metadata));

    /// <summary>Encodes text that is nothing but text: whatever it says, no control token comes out.</summary>
    public int[] EncodeOrdinary(string text) => Encode(text, []);

    /// <summary>
    /// Encodes text as Hugging Face does, without the tokens that it adds at both ends: added tokens first, leftmost and longest,
    /// then the rest.
    /// </summary>
    public int[] Encode(string text) => Encode(text, [Range.All]);

    /// <summary>
    /// Encodes a rendered chat template: added tokens are recognised where they lie within one segment of the template, and what
    /// stands between two of them is encoded as one text. The ids are those of <see cref="Encode(string)"/> over the joined segments
    /// unless the content, alone or together with its neighbours, spells an added token.
    /// </summary>
    public int[] EncodeSegments(IReadOnlyList<(string Text, bool IsTemplate)> segments)
    {
        var templates = new List<Range>();
        var start = 0;
        foreach (var (text, isTemplate) in segments)
        {
            if (isTemplate && text.Length > 0)
            {
                templates.Add(start..(start + text.Length));
            }

            start += text.Length;
        }

        return Encode(string.Concat(segments.Select(segment => segment.Text)), [.. templates]);
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
        return _bytes[id];
    }

    /// <summary>
    /// The text of the ids, added tokens included; bytes that are not UTF-8 become U+FFFD. The space that encoding sets before a
    /// text is left out.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not below <see cref="VocabularySize"/>.</exception>
    public string Decode(IEnumerable<int> ids)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var id in ids)
        {
            bytes.Write(BytesOf(id));
        }

        return Encoding.UTF8.GetString(WithoutLeadingSpace(bytes.WrittenSpan));
    }

    /// <summary>A text's first bytes without the space that encoding sets there.</summary>
    public ReadOnlySpan<byte> WithoutLeadingSpace(ReadOnlySpan<byte> bytes) =>
        _model.Rules.StripsLeadingSpace && bytes is [(byte)' ', ..] ? bytes[1..] : bytes;

    /// <summary>
    /// This tokenizer with more added tokens. Text that does not spell one of them, nor a reserved token that is taken, keeps its ids.
    /// </summary>
    /// <param name="contents">Their texts.</param>
    /// <param name="isSpecial">Whether they are control tokens.</param>
    /// <param name="takesReserved">
    /// Whether they take ids that the base has in reserve before those at the end, so that its embeddings need no new rows: unused
    /// ids, and control tokens that are named reserved, as Llama 3's and Mistral Nemo's are.
    /// </param>
    /// <exception cref="FormatException">A content is empty, or a token already.</exception>
    public BpeTokenizer WithAddedTokens(IReadOnlyList<string> contents, bool isSpecial, bool takesReserved)
    {
        var tokens = _model.Tokens.ToList();
        var added = _model.AddedTokens.ToList();
        var known = tokens.OfType<string>().ToHashSet();
        var free = new Queue<int>(takesReserved ? Enumerable.Range(0, tokens.Count).Where(id => tokens[id] is null) : []);
        var reserved = new Queue<AddedToken>(takesReserved ? added.Where(IsReserved).OrderBy(token => token.Id) : []);
        foreach (var content in contents)
        {
            if (content.Length == 0 || !known.Add(content))
            {
                throw new FormatException(
                    $"'{content}' cannot be added to the tokenizer: it is {(content.Length == 0 ? "empty" : "a token already")}.");
            }

            if (free.TryDequeue(out var id))
            {
                tokens[id] = content;
            }
            else if (reserved.TryDequeue(out var taken))
            {
                id = taken.Id;
                tokens[id] = content;
                added.Remove(taken);
            }
            else
            {
                id = tokens.Count;
                tokens.Add(content);
            }

            added.Add(new AddedToken(id, content, isSpecial));
        }

        return new BpeTokenizer(_model with { Tokens = [.. tokens], AddedTokens = added });
    }

    /// <summary>This tokenizer with the tokens around a text that its model names.</summary>
    public BpeTokenizer With(BoundaryTokens tokens) =>
        WithBoundary(Boundary with { Begin = tokens.Begin, End = tokens.Ends[0], Pad = tokens.Pad });

    /// <summary>This tokenizer with unused ids at the end, up to what its model has room for.</summary>
    /// <param name="vocabularySize">At least <see cref="VocabularySize"/>.</param>
    public BpeTokenizer WithVocabularySize(int vocabularySize) => vocabularySize == VocabularySize
        ? this
        : new(_model with { Tokens = [.. _model.Tokens, .. new string?[vocabularySize - VocabularySize]] });

    /// <summary>This tokenizer with the tokens around a text as another file names them.</summary>
    public BpeTokenizer WithBoundary(TextBoundary boundary) => new(_model with { Boundary = boundary });

    private static bool IsReserved(AddedToken token) =>
        token.IsSpecial && (token.Content.Contains("reserved", StringComparison.OrdinalIgnoreCase)
            || token.Content.StartsWith("<SPECIAL_", StringComparison.Ordinal)
            || token.Content.Contains("unused", StringComparison.OrdinalIgnoreCase));

    private static byte[][] ReadBytes(TokenizerModel model)
    {
        var added = model.AddedTokens.Select(token => token.Id).ToHashSet();
        return
        [
            .. model.Tokens.Select((token, id) =>
                token is null ? []
                : added.Contains(id) ? Encoding.UTF8.GetBytes(token)
                : model.Rules.Spelling == TokenSpelling.ByteFallback ? ByteFallbackTokens.Read(token)
                : ByteLevelAlphabet.TryRead(token, out var bytes) ? bytes
                : Encoding.UTF8.GetBytes(token)),
        ];
    }

    private static string Repair(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0
        ? text
        : string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

    private int[] Encode(string text, ReadOnlySpan<Range> templates)
    {
        var ids = new List<int>((text.Length / 3) + 1);
        // Lengths stay the same: half a character becomes U+FFFD.
        text = Repair(text);
        var start = 0;
        foreach (var match in templates.Length > 0 && !_added.IsEmpty ? _added.Find(text, templates) : [])
        {
            Append(text, start, match.Start, templates, ids);
            ids.Add(match.Id);
            start = match.Stop;
        }

        Append(text, start, text.Length, templates, ids);
        return [.. ids];
    }

    /// <summary>Adds the ids of what stands between two added tokens that are looked for in the text as it is.</summary>
    private void Append(string text, int start, int stop, ReadOnlySpan<Range> templates, List<int> ids)
    {
        if (start == stop)
        {
            return;
        }

        if (_normalizedAdded.IsEmpty || templates.Length == 0)
        {
            _preparation.Split(_preparation.Normalize(text, start, stop), start == 0, _encoder, ids);
            return;
        }

        var stretch = text[start..stop];
        var normalized = _preparation.Normalize(stretch);
        var within = _preparation.RangesIn(_preparation.IsChangedByComposition(stretch), start, stop, templates, text.Length);
        var next = 0;
        foreach (var match in _normalizedAdded.Find(normalized, within))
        {
            _preparation.Split(normalized.AsSpan(next, match.Start - next), start == 0 && next == 0, _encoder, ids);
            ids.Add(match.Id);
            next = match.Stop;
        }

        _preparation.Split(normalized.AsSpan(next), start == 0 && next == 0, _encoder, ids);
    }
}
