namespace TreasureMarkers.Inference.Grammars;

/// <summary>A part several times over.</summary>
internal sealed class RepeatNode : GrammarNode
{
    /// <summary>Creates the repetition.</summary>
    /// <param name="item">What is repeated; never the empty text, or there would be no end of it.</param>
    /// <param name="least">Fewest times.</param>
    /// <param name="most">Most times; null for no limit.</param>
    public RepeatNode(GrammarNode item, int least, int? most)
    {
        if (item.Shortest == 0)
        {
            throw new ArgumentException("The empty text cannot be repeated.", nameof(item));
        }

        (Item, Least, Most) = (item, least, most);
    }

    /// <summary>What is repeated.</summary>
    public GrammarNode Item { get; }

    /// <summary>Fewest times.</summary>
    public int Least { get; }

    /// <summary>Most times; null for no limit.</summary>
    public int? Most { get; }

    /// <inheritdoc/>
    public override int Shortest => ShortestAfter(0);

    /// <inheritdoc/>
    public override int ShortestAfter(int steps) =>
        (int)Math.Min(Unreachable, (long)Math.Max(0, Least - steps) * Item.Shortest);

    /// <summary>The rounds to remember after one more: without a limit only whether there were enough counts.</summary>
    public int Next(int rounds) => Most is null ? Math.Min(rounds + 1, Least) : rounds + 1;
}
