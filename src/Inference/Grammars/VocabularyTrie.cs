using System.Runtime.InteropServices;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>
/// A vocabulary as a tree of bytes, flat in the order of a depth-first walk. Added tokens are never text and are not in it.
/// Built once for a model; immutable and safe for several threads.
/// </summary>
internal sealed class VocabularyTrie
{
    private readonly List<Step> _steps = [];
    private readonly int[] _ids;

    /// <summary>Builds the tree.</summary>
    /// <exception cref="ArgumentException">A byte has no token of its own, so that not every text could be written.</exception>
    public VocabularyTrie(ByteLevelBpeTokenizer tokenizer)
    {
        Tokenizer = tokenizer;
        var added = tokenizer.AddedTokens.Select(token => token.Id).ToHashSet();
        _ids = [.. Enumerable.Range(0, tokenizer.VocabularySize).Where(id => !added.Contains(id) && tokenizer.BytesOf(id).Length > 0)];
        Array.Sort(_ids, (a, b) => tokenizer.BytesOf(a).SequenceCompareTo(tokenizer.BytesOf(b)));
        IsText = new bool[tokenizer.VocabularySize];
        Array.ForEach(_ids, id => IsText[id] = true);
        if (_ids.Where(id => tokenizer.BytesOf(id).Length == 1).Select(id => tokenizer.BytesOf(id)[0]).Distinct().Count() < 256)
        {
            throw new ArgumentException("Answers cannot be held to a grammar with this vocabulary: it must have a token for each of the 256 bytes.", nameof(tokenizer));
        }

        Build();
    }

    /// <summary>The vocabulary's tokenizer.</summary>
    public ByteLevelBpeTokenizer Tokenizer { get; }

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
