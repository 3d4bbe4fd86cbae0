namespace TreasureMarkers.Inference.Grammars;

/// <summary>
/// Where a text stands in a grammar. There is always a way from here to a complete text. Nothing that can be seen of it
/// changes, but states of one <see cref="Grammar.Start"/> share what they have worked out: use them from one thread at a time.
/// </summary>
internal sealed class GrammarState
{
    /// <summary>As many classes of bytes as there are bits to tell which of them take a byte.</summary>
    private const int MaxClasses = 128;

    private readonly GrammarMachine _machine;
    private readonly GrammarStack[] _leaves;
    private readonly ByteClass[]? _classes;
    private Dictionary<UInt128, GrammarState?>? _byTakers;
    private GrammarState?[]? _next;
    private bool[]? _known;

    internal GrammarState(GrammarMachine machine, GrammarStack[] leaves, bool mayEnd, bool isKept)
    {
        (_machine, _leaves, MayEnd, IsKept) = (machine, leaves, mayEnd, isKept);
        _classes = Array.TrueForAll(leaves, leaf => leaf.Node is ByteClass) ? [.. leaves.Select(leaf => (ByteClass)leaf.Node!).Distinct()] : null;
        _classes = _classes?.Length <= MaxClasses ? _classes : null;
        BytesToEnd = mayEnd ? 0 : leaves.Length == 1 ? leaves[0].Shortest : leaves.Min(leaf => leaf.Shortest);
    }

    /// <summary>Whether the text so far is complete.</summary>
    public bool MayEnd { get; }

    /// <summary>Whether nothing can follow: the text is complete.</summary>
    public bool MustEnd => _leaves.Length == 0;

    /// <summary>The bytes of the shortest text that completes this one; 0 where it may end.</summary>
    public int BytesToEnd { get; }

    /// <summary>Whether the same place gives the same object again.</summary>
    public bool IsKept { get; }

    /// <summary>How much the states of the answer have worked out together, which grows with each new place.</summary>
    public int Kept => _machine.Kept;

    /// <summary>The same place, with nothing worked out yet.</summary>
    public GrammarState Anew() => new GrammarMachine().Take(_leaves, MayEnd);

    /// <summary>The state after one more byte; null where no text of the grammar goes on so.</summary>
    public GrammarState? Advance(byte value)
    {
        if (_known?[value] == true)
        {
            return _next![value];
        }

        var next = _classes is null ? _machine.Advance(_leaves, value) : AdvanceByTakers(_classes, value);
        if (IsKept && next is not { IsKept: false })
        {
            (_known ??= new bool[256])[value] = true;
            (_next ??= new GrammarState?[256])[value] = next;
        }

        return next;
    }

    /// <summary>The state after more bytes; null where no text of the grammar goes on so.</summary>
    public GrammarState? Advance(ReadOnlySpan<byte> bytes)
    {
        var state = this;
        foreach (var value in bytes)
        {
            state = state.Advance(value);
            if (state is null)
            {
                return null;
            }
        }

        return state;
    }

    /// <summary>Bytes that the same readings take lead to the same state, and most bytes differ in nothing else.</summary>
    private GrammarState? AdvanceByTakers(ByteClass[] classes, byte value)
    {
        var takers = UInt128.Zero;
        for (var i = 0; i < classes.Length; i++)
        {
            takers |= classes[i].Allows(value) ? UInt128.One << i : UInt128.Zero;
        }

        _byTakers ??= new() { [0] = null };
        if (!_byTakers.TryGetValue(takers, out var next))
        {
            next = _machine.Advance(_leaves, value);
            if (next is not { IsKept: false })
            {
                _byTakers[takers] = next;
            }
        }

        return next;
    }
}
