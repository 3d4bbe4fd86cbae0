namespace TreasureMarkers.Inference.Grammars;

/// <summary>The place in an XML tag after an attribute, where the tag ends or another attribute follows.</summary>
/// <param name="after">What follows a byte; null where the byte is not allowed.</param>
internal sealed class TagEnd(Func<byte, GrammarNode?> after) : ByteLeaf
{
    /// <inheritdoc/>
    public override int Shortest => 2;

    /// <inheritdoc/>
    public override GrammarNode? After(byte value) => after(value);
}
