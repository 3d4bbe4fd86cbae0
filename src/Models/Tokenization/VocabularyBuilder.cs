using System.Diagnostics.CodeAnalysis;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>Collects a vocabulary token by token and checks it, whichever file it comes from.</summary>
internal sealed class VocabularyBuilder
{
    /// <summary>An id is an index into arrays, so a wild one must not reserve gigabytes.</summary>
    public const int LargestId = 10_000_000;

    private readonly AddedToken[] _added;
    private readonly Dictionary<int, AddedToken> _addedById = [];
    private readonly Dictionary<string, int> _ids = [];
    private readonly Dictionary<int, string> _tokens = [];

    /// <summary>Begins with the added tokens.</summary>
    /// <exception cref="FormatException">One has no content, or an id or content is listed twice.</exception>
    public VocabularyBuilder(AddedToken[] added)
    {
        _added = added;
        var contents = new HashSet<string>();
        foreach (var token in added)
        {
            Require(token.Content.Length > 0, "an added token has no content");
            Require(contents.Add(token.Content), $"added token '{token.Content}' is listed twice");
            Require(_addedById.TryAdd(token.Id, token), $"id {token.Id} is used twice");
        }
    }

    /// <summary>Refuses the tokenizer unless a condition holds.</summary>
    /// <exception cref="FormatException">It does not.</exception>
    public static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            throw new FormatException($"The tokenizer cannot be used: {message}.");
        }
    }

    /// <summary>Adds a token; an added token may be listed here too, spelled as it is.</summary>
    /// <exception cref="FormatException">The token or the id is there already.</exception>
    public void Add(string token, int id)
    {
        Require(_ids.TryAdd(token, id), $"token '{token}' is listed twice");
        Require(_tokens.TryAdd(id, token) && (!_addedById.TryGetValue(id, out var added) || added.Content == token), $"id {id} is used twice");
    }

    /// <summary>The id of a token.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public int IdOf(string token, string use) => _ids.TryGetValue(token, out var id) ? id
        : _added.FirstOrDefault(added => added.Content == token)?.Id
        ?? throw new FormatException($"The tokenizer cannot be used: {use} '{token}', which the vocabulary lacks.");

    /// <summary>Checks the whole.</summary>
    /// <param name="merges">The merges, the first learned first.</param>
    /// <param name="rules">How text is prepared.</param>
    /// <param name="boundary">The tokens around a text.</param>
    /// <param name="size">How many ids there are at least; those at the end may not be used.</param>
    /// <exception cref="FormatException">A merge needs a token, or a byte has none.</exception>
    public TokenizerModel Build(IEnumerable<(string Left, string Right)> merges, TextRules rules, TextBoundary boundary, int size = 0)
    {
        RequireBytes(rules.Spelling);
        var pairs = merges.Select(pair => new Merge(InMerge(pair.Left), InMerge(pair.Right), InMerge(pair.Left + pair.Right))).ToArray();
        var tokens = new string?[_tokens.Keys.Concat(_addedById.Keys).Append(size - 1).Max() + 1];
        foreach (var (id, token) in _tokens)
        {
            tokens[id] = token;
        }

        foreach (var token in _added)
        {
            Require(
                !_ids.TryGetValue(token.Content, out var id) || id == token.Id,
                $"added token '{token.Content}' has id {token.Id}, and the vocabulary gives it another");
            tokens[token.Id] = token.Content;
        }

        return new TokenizerModel(tokens, pairs, _added, rules, boundary);
    }

    private int InMerge(string token) => _ids.TryGetValue(token, out var id)
        ? id
        : throw new FormatException($"The tokenizer cannot be used: a merge uses '{token}', which the vocabulary lacks.");

    /// <summary>
    /// Byte fallback needs every byte. Byte-level BPE needs those of ASCII text; bases leave out bytes that their training text had
    /// not, which are then left out of text as well, as in Hugging Face's library.
    /// </summary>
    private void RequireBytes(TokenSpelling spelling)
    {
        for (var value = 0; value < 256; value++)
        {
            var isNeeded = spelling == TokenSpelling.ByteFallback || value is >= ' ' and <= '~';
            var token = spelling == TokenSpelling.ByteFallback
                ? ByteFallbackTokens.Spell((byte)value)
                : ByteLevelAlphabet.ToCharacter((byte)value).ToString();
            Require(!isNeeded || _ids.ContainsKey(token), $"the vocabulary lacks the token of byte {value}");
        }
    }
}
