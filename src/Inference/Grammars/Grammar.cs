namespace TreasureMarkers.Inference.Grammars;

/// <summary>A set of texts, all well-formed UTF-8, to one of which an answer is held. Immutable and safe for several threads.</summary>
/// <param name="root">What a whole text is made of.</param>
internal sealed class Grammar(GrammarNode root)
{
    /// <summary>The bytes, and so at worst the tokens, of the shortest text.</summary>
    public int ShortestLength => root.Shortest;

    /// <summary>The state before the first byte, for one answer.</summary>
    public GrammarState Start() => new GrammarMachine().Start(root);

    /// <summary>The same texts after one space, with which an answer begins.</summary>
    public Grammar AfterSpace() => new(Rule.Sequence(Rule.Text(" "), root));

    /// <summary>Whether the bytes are a complete text of the grammar.</summary>
    public bool Accepts(ReadOnlySpan<byte> text) => Start().Advance(text) is { MayEnd: true };
}
