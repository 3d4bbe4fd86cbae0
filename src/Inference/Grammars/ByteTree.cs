namespace TreasureMarkers.Inference.Grammars;

/// <summary>Texts as a tree of their bytes; what they share at the beginning is there once. The root is the first node, and a node comes before all below it.</summary>
internal sealed class ByteTree
{
    private readonly List<Node> _nodes = [new()];

    /// <summary>Builds the tree.</summary>
    public ByteTree(IEnumerable<byte[]> texts)
    {
        foreach (var text in texts)
        {
            var at = 0;
            foreach (var value in text)
            {
                at = Below(at, value);
            }

            _nodes[at].Ends = true;
        }
    }

    /// <summary>Makes a rule of every node, those below a node before it, and gives the root's.</summary>
    /// <param name="make">Makes a rule of a node and the rules below it, by the bytes that lead to them.</param>
    public GrammarNode Fold(Func<bool, IReadOnlyList<(byte Value, GrammarNode Rule)>, GrammarNode> make)
    {
        var rules = new GrammarNode[_nodes.Count];
        for (var i = rules.Length - 1; i >= 0; i--)
        {
            rules[i] = make(_nodes[i].Ends, [.. _nodes[i].Below.Select(next => (next.Key, rules[next.Value]))]);
        }

        return rules[0];
    }

    private int Below(int at, byte value)
    {
        if (!_nodes[at].Below.TryGetValue(value, out var next))
        {
            next = _nodes[at].Below[value] = _nodes.Count;
            _nodes.Add(new());
        }

        return next;
    }

    private sealed class Node
    {
        public bool Ends { get; set; }

        public SortedList<byte, int> Below { get; } = [];
    }
}
