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

    /// <summary>Opens a stack until each reading stands before a byte or at the end; without recursion, since a grammar may be as deep as a request makes it.</summary>
    private void Close(GrammarStack opened)
    {
        _pending.Push(opened);
        while (_pending.TryPop(out var stack))
        {
            if (stack.Shortest < GrammarNode.Unreachable && _seen.Add(stack))
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
                _pending.Push(stack.Steps == sequence.Items.Length ? stack.Rest! : Push(sequence.Items[stack.Steps], 0, After(stack, sequence)));
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
        if (stack.Steps >= repeat.Least)
        {
            _pending.Push(stack.Rest!);
        }

        if (repeat.Most is null || stack.Steps < repeat.Most)
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
