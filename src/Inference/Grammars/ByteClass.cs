namespace TreasureMarkers.Inference.Grammars;

/// <summary>One byte out of a set.</summary>
/// <param name="allows">Says whether a byte is in the set.</param>
internal sealed class ByteClass(Func<byte, bool> allows) : ByteLeaf
{
    private readonly bool[] _allowed = [.. Enumerable.Range(0, 256).Select(value => allows((byte)value))];

    /// <inheritdoc/>
    public override int Shortest => 1;

    /// <summary>Whether a byte is in the set.</summary>
    public bool Allows(byte value) => _allowed[value];

    /// <inheritdoc/>
    public override GrammarNode? After(byte value) => Allows(value) ? Rule.Empty : null;
}
