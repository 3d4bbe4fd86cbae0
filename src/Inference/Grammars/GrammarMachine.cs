using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>
/// Follows a grammar for one answer, keeping each stack and state it meets, so that the same place is found again and its
/// transitions are worked out once. Not safe for several threads.
/// </summary>
internal sealed class GrammarMachine
{
    private readonly Dictionary<(GrammarNode Node, int Steps, GrammarStack After), GrammarStack> _stacks = [];
    private readonly Dictionary<int[], GrammarState> _states = new(new StackIdsComparer());
    private readonly GrammarStack _bottom = new(0, node: null, 0, rest: null);
    private readonly HashSet<GrammarStack> _seen = [];
    private readonly List<GrammarStack> _leaves = [];
    private readonly Stack<GrammarStack> _pending = [];
    private int _lastId;

    /// <summary>How much is kept.</summary>
    public int Kept => _stacks.Count;

    /// <summary>The state before the first byte.</summary>
    public GrammarState Start(GrammarNode root)
    {
        Close(Push(root, 0, _bottom));
        return Collect()!;
    }

    /// <summary>A state of another machine as one of this.</summary>
    public GrammarState Take(GrammarStack[] leaves, bool mayEnd) => Keep(Array.ConvertAll(leaves, Copy), mayEnd);

    /// <summary>The state after a byte; null where no reading allows it.</summary>
    public GrammarState? Advance(GrammarStack[] leaves, byte value)
    {
        if (leaves is [{ Node: ByteLeaf { Remembers: true } only } name])
        {
            return AdvanceName(only.After(value), name.Rest!);
        }

        foreach (var leaf in leaves)
        {
            if (((ByteLeaf)leaf.Node!).After(value) is { } next)
            {
                Close(ReferenceEquals(next, Rule.Empty) ? leaf.Rest! : Push(next, 0, leaf.Rest!));
            }
        }

        return Collect();
    }

    /// <summary>Half of a vocabulary may continue a name: the way from letter to letter is kept short.</summary>
    private GrammarState? AdvanceName(GrammarNode? next, GrammarStack rest)
    {
        if (next is ByteLeaf { Remembers: true })
        {
            return new GrammarState(this, [Push(next, 0, rest)], mayEnd: false, isKept: false);
        }

        if (next is not null)
        {
            Close(Push(next, 0, rest));
        }

        return Collect();
    }

    /// <summary>
    /// Opens a stack until each reading stands before a byte or at the end; without recursion, since a grammar may be as deep as a
    /// request makes it.
    /// </summary>
    private void Close(GrammarStack opened)
    {
        _pending.Push(opened);
        while (_pending.TryPop(out var stack))
        {
            if (stack.MinLength < GrammarNode.Unreachable && _seen.Add(stack))
            {
                Open(stack);
            }
        }
    }

    private void Open(GrammarStack stack)
    {
        switch (stack.Node)
        {
            case ByteLeaf:
                _leaves.Add(stack);
                break;
            case SequenceNode sequence:
                _pending.Push(stack.Steps == sequence.Items.Length
                    ? stack.Rest!
                    : Push(sequence.Items[stack.Steps], 0, After(stack, sequence)));
                break;
            case ChoiceNode choice:
                Array.ForEach(choice.Options, option => _pending.Push(Push(option, 0, stack.Rest!)));
                break;
            case RepeatNode repeat:
                OpenRepeat(stack, repeat);
                break;
        }
    }

    private GrammarStack Copy(GrammarStack stack)
    {
        var parts = new Stack<GrammarStack>();
        for (var part = stack; part.Rest is not null; part = part.Rest)
        {
            parts.Push(part);
        }

        return parts.Aggregate(_bottom, (rest, part) => Push(part.Node!, part.Steps, rest));
    }

    /// <summary>The last item leaves nothing of its sequence behind, so stacks stay as short as the nesting.</summary>
    private GrammarStack After(GrammarStack stack, SequenceNode sequence) =>
        stack.Steps + 1 == sequence.Items.Length ? stack.Rest! : Push(sequence, stack.Steps + 1, stack.Rest!);

    private void OpenRepeat(GrammarStack stack, RepeatNode repeat)
    {
        if (stack.Steps >= repeat.Min)
        {
            _pending.Push(stack.Rest!);
        }

        if (repeat.Max is null || stack.Steps < repeat.Max)
        {
            _pending.Push(Push(repeat.Item, 0, Push(repeat, repeat.Next(stack.Steps), stack.Rest!)));
        }
    }

    private GrammarStack Push(GrammarNode node, int steps, GrammarStack rest)
    {
        if (node is ByteLeaf { Remembers: true })
        {
            return new GrammarStack(++_lastId, node, steps, rest);
        }

        var key = (node, steps, rest);
        return _stacks.TryGetValue(key, out var known) ? known : _stacks[key] = new GrammarStack(++_lastId, node, steps, rest);
    }

    private GrammarState? Collect()
    {
        var mayEnd = _seen.Contains(_bottom);
        GrammarStack[] leaves = [.. _leaves];
        _seen.Clear();
        _leaves.Clear();
        return leaves.Length == 0 && !mayEnd ? null
            : Array.Exists(leaves, leaf => ((ByteLeaf)leaf.Node!).Remembers) ? new GrammarState(this, leaves, mayEnd, isKept: false)
            : Keep(leaves, mayEnd);
    }

    private GrammarState Keep(GrammarStack[] leaves, bool mayEnd)
    {
        Array.Sort(leaves, (a, b) => a.Id.CompareTo(b.Id));
        int[] key = [mayEnd ? 1 : 0, .. leaves.Select(leaf => leaf.Id)];
        return _states.TryGetValue(key, out var known) ? known : _states[key] = new GrammarState(this, leaves, mayEnd, isKept: true);
    }
}

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
        _classes = Array.TrueForAll(leaves, leaf => leaf.Node is ByteClass)
            ? [.. leaves.Select(leaf => (ByteClass)leaf.Node!).Distinct()]
            : null;
        _classes = _classes?.Length <= MaxClasses ? _classes : null;
        BytesToEnd = mayEnd ? 0 : leaves.Length == 1 ? leaves[0].MinLength : leaves.Min(leaf => leaf.MinLength);
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

/// <summary>What one reading of a text still expects: a part of the grammar, after some steps of it, then the rest.</summary>
/// <param name="id">Tells the stacks of one machine apart.</param>
/// <param name="node">The part that comes next; null at the bottom, where the text is complete.</param>
/// <param name="steps">How much of the part is done.</param>
/// <param name="rest">What comes after; null at the bottom.</param>
internal sealed class GrammarStack(int id, GrammarNode? node, int steps, GrammarStack? rest)
{
    /// <summary>Tells the stacks of one machine apart.</summary>
    public int Id { get; } = id;

    /// <summary>The part that comes next; null at the bottom.</summary>
    public GrammarNode? Node { get; } = node;

    /// <summary>How much of the part is done.</summary>
    public int Steps { get; } = steps;

    /// <summary>What comes after; null at the bottom.</summary>
    public GrammarStack? Rest { get; } = rest;

    /// <summary>The bytes of the shortest text that completes it.</summary>
    public int MinLength { get; } = node is null ? 0 : GrammarNode.Add(node.MinLengthAfter(steps), rest!.MinLength);
}

/// <summary>Compares lists of numbers by what they hold.</summary>
internal sealed class StackIdsComparer : IEqualityComparer<int[]>
{
    /// <inheritdoc/>
    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] int[] obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(obj.AsSpan()));
        return hash.ToHashCode();
    }
}
