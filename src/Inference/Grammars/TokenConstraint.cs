using System.Collections;
using System.Runtime.InteropServices;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>
/// Holds one answer to a grammar, token by token, so that it is complete before its tokens run out: a token is refused
/// also where the shortest way to the end would then be longer than the tokens left, a byte counting as one token.
/// </summary>
internal sealed class TokenConstraint
{
    /// <summary>How much may be kept of places in the grammar: some ten megabytes.</summary>
    private const int MaxKept = 100_000;

    private readonly VocabularyTrie _trie;
    private readonly IReadOnlyList<int> _ends;
    private readonly GrammarState[] _path;
    private readonly Dictionary<GrammarState, TokenMask> _masks = [];
    private GrammarState _state;

    /// <summary>Creates the constraint for an answer that has not begun.</summary>
    /// <param name="grammar">What the answer is held to.</param>
    /// <param name="trie">The model's vocabulary.</param>
    /// <param name="ends">The tokens each of which ends the answer.</param>
    /// <param name="tokens">The most tokens of text, the end not counted.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer tokens than the shortest text may take.</exception>
    public TokenConstraint(Grammar grammar, VocabularyTrie trie, IReadOnlyList<int> ends, int tokens)
    {
        if (tokens < grammar.MinLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(tokens),
                $"The answer may have {tokens} tokens, but the shortest that keeps to its format may take {grammar.MinLength}: "
                + "allow at least so many.");
        }

        (_trie, _ends, TokensLeft) = (trie, ends, tokens);
        _state = grammar.Start();
        _path = new GrammarState[trie.Deepest + 1];
    }

    /// <summary>How many tokens of text may still follow.</summary>
    public int TokensLeft { get; private set; }

    /// <summary>Whether the answer is complete so far.</summary>
    public bool MayEnd => _state.MayEnd;

    /// <summary>Whether nothing but the end can follow.</summary>
    public bool MustEnd => _state.MustEnd || TokensLeft == 0;

    /// <summary>Whether a token may come next.</summary>
    public bool Allows(int id) => _ends.Contains(id) ? MayEnd : After(id) is { } next && next.BytesToEnd < TokensLeft;

    /// <summary>Sets the logits of all tokens that may not come next to negative infinity.</summary>
    public void Mask(Span<float> logits)
    {
        var allowed = AllowedNow();
        for (var id = 0; id < logits.Length; id++)
        {
            if ((id >= allowed.Length || !allowed[id]) && !(MayEnd && _ends.Contains(id)))
            {
                logits[id] = float.NegativeInfinity;
            }
        }
    }

    /// <summary>Takes a token into the answer; the end changes nothing.</summary>
    /// <exception cref="InvalidOperationException">The token may not come next.</exception>
    public void Accept(int id)
    {
        var isEnd = _ends.Contains(id);
        var next = isEnd ? null : After(id);
        if (isEnd ? !MayEnd : next is null || next.BytesToEnd >= TokensLeft)
        {
            throw new InvalidOperationException($"Token {id} does not keep the answer to its grammar.");
        }

        if (next is not null)
        {
            _state = next;
            TokensLeft--;
            Forget();
        }
    }

    /// <summary>Counted characters make each place a new one, and those behind are not met again.</summary>
    private void Forget()
    {
        if (_state.IsKept && _state.Kept > MaxKept)
        {
            _masks.Clear();
            _state = _state.Anew();
        }
    }

    private GrammarState? After(int id) =>
        id >= 0 && id < _trie.IsText.Length && _trie.IsText[id] ? _state.Advance(_trie.Tokenizer.BytesOf(id)) : null;

    /// <summary>While tokens are plenty, what is allowed depends on the state alone and is kept.</summary>
    private BitArray AllowedNow()
    {
        if (_masks.TryGetValue(_state, out var kept) && kept.LongestToEnd < TokensLeft)
        {
            return kept.Allowed;
        }

        var mask = Walk();
        if (!MayEnd && !mask.Allowed.HasAnySet())
        {
            throw new ModelException("The answer cannot be held to its format: the model's vocabulary has no token for what must follow.");
        }

        if (_state.IsKept && mask.LongestToEnd < TokensLeft)
        {
            _masks[_state] = mask;
        }

        return mask.Allowed;
    }

    private TokenMask Walk()
    {
        var allowed = new BitArray(_trie.IsText.Length);
        var steps = _trie.Steps;
        var ids = _trie.Ids;
        var longest = 0;
        _path[0] = _state;
        for (var i = 0; i < steps.Length;)
        {
            ref readonly var step = ref steps[i];
            if (_path[step.Depth].Advance(step.Value) is not { } next)
            {
                i = step.Skip;
                continue;
            }

            _path[step.Depth + 1] = next;
            for (var token = step.FirstToken; token < step.LastToken; token++)
            {
                longest = Math.Max(longest, next.BytesToEnd);
                allowed[ids[token]] = next.BytesToEnd < TokensLeft;
            }

            i++;
        }

        return new TokenMask(allowed, longest);
    }
}

/// <summary>Which tokens may come next.</summary>
/// <param name="Allowed">By id.</param>
/// <param name="LongestToEnd">
/// The most bytes that any token that fits the grammar leaves to be written; with as many tokens left after it, nothing depends on
/// their number.
/// </param>
internal sealed record TokenMask(BitArray Allowed, int LongestToEnd);

/// <summary>
/// A vocabulary as a tree of bytes, flat in the order of a depth-first walk. Added tokens are never text and are not in it.
/// Built once for a model; immutable and safe for several threads.
/// </summary>
internal sealed class VocabularyTrie
{
    private readonly List<Step> _steps = [];
    private readonly int[] _ids;

    /// <summary>Builds the tree.</summary>
    /// <exception cref="ArgumentException">
    /// A byte that texts need everywhere has no token of its own: printable ASCII, a line's end, or one that continues a character.
    /// </exception>
    public VocabularyTrie(BpeTokenizer tokenizer)
    {
        Tokenizer = tokenizer;
        var added = tokenizer.AddedTokens.Select(token => token.Id).ToHashSet();
        _ids = [.. Enumerable.Range(0, tokenizer.VocabularySize).Where(id => !added.Contains(id) && tokenizer.BytesOf(id).Length > 0)];
        Array.Sort(_ids, (a, b) => tokenizer.BytesOf(a).SequenceCompareTo(tokenizer.BytesOf(b)));
        IsText = new bool[tokenizer.VocabularySize];
        Array.ForEach(_ids, id => IsText[id] = true);

        // Bases have no tokens for bytes that their texts did not have: controls, what is never UTF-8, and what begins rare characters.
        var single = _ids.Where(id => tokenizer.BytesOf(id).Length == 1).Select(id => tokenizer.BytesOf(id)[0]).ToHashSet();
        if (Enumerable.Range(0, 256).Any(value => (value is '\n' or (>= ' ' and <= '~') or (>= 0x80 and <= 0xBF)) && !single.Contains((byte)value)))
        {
            throw new ArgumentException(
                "Answers cannot be held to a grammar with this vocabulary: it must have a token for each byte of printable ASCII, the line's "
                + "end and those that continue a character.",
                nameof(tokenizer));
        }

        Build();
    }

    /// <summary>The vocabulary's tokenizer.</summary>
    public BpeTokenizer Tokenizer { get; }

    /// <summary>By id, whether a token is text.</summary>
    public bool[] IsText { get; }

    /// <summary>The most bytes of a token.</summary>
    public int Deepest { get; private set; }

    /// <summary>The ids in the order of their bytes; <see cref="Step"/> names ranges of it.</summary>
    public ReadOnlySpan<int> Ids => _ids;

    /// <summary>The tree, depth first.</summary>
    public ReadOnlySpan<Step> Steps => CollectionsMarshal.AsSpan(_steps);

    private void Build()
    {
        var open = new Stack<int>();
        var previous = ReadOnlySpan<byte>.Empty;
        for (var i = 0; i < _ids.Length; i++)
        {
            var bytes = Tokenizer.BytesOf(_ids[i]);
            Close(open, previous.CommonPrefixLength(bytes));
            while (open.Count < bytes.Length)
            {
                _steps.Add(new Step(bytes[open.Count], open.Count, i, i, 0));
                open.Push(_steps.Count - 1);
            }

            _steps[open.Peek()] = _steps[open.Peek()] with { LastToken = i + 1 };
            Deepest = Math.Max(Deepest, bytes.Length);
            previous = bytes;
        }

        Close(open, 0);
    }

    private void Close(Stack<int> open, int depth)
    {
        while (open.Count > depth)
        {
            var index = open.Pop();
            _steps[index] = _steps[index] with { Skip = _steps.Count };
        }
    }

    /// <summary>One byte of the tree.</summary>
    /// <param name="Value">The byte.</param>
    /// <param name="Depth">How many bytes stand before it.</param>
    /// <param name="FirstToken">The first of the tokens that end here, in <see cref="Ids"/>.</param>
    /// <param name="LastToken">One after the last of them; the same where none ends here.</param>
    /// <param name="Skip">The next step that does not go through this byte.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Step(byte Value, int Depth, int FirstToken, int LastToken, int Skip);
}
