namespace TreasureMarkers.Inference.Grammars;

/// <summary>Parts one after another.</summary>
internal sealed class SequenceNode : GrammarNode
{
    private readonly int[] _shortestFrom;

    /// <summary>Creates the sequence; none is the empty text.</summary>
    public SequenceNode(GrammarNode[] items)
    {
        Items = items;
        _shortestFrom = new int[items.Length + 1];
        for (var i = items.Length - 1; i >= 0; i--)
        {
            _shortestFrom[i] = Add(items[i].Shortest, _shortestFrom[i + 1]);
        }
    }

    /// <summary>The parts in order.</summary>
    public GrammarNode[] Items { get; }

    /// <inheritdoc/>
    public override int Shortest => _shortestFrom[0];

    /// <inheritdoc/>
    public override int ShortestAfter(int steps) => _shortestFrom[steps];
}
