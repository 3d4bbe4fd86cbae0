namespace TreasureMarkers.Inference.Grammars;

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
    public int Shortest { get; } = node is null ? 0 : GrammarNode.Add(node.ShortestAfter(steps), rest!.Shortest);
}
