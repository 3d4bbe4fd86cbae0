namespace TreasureMarkers.Inference.Grammars;

/// <summary>A part of a grammar that takes one byte, after which another part may follow in its place.</summary>
internal abstract class ByteLeaf : GrammarNode
{
    /// <summary>Whether what follows depends on which bytes were read, so that states are too many to be kept.</summary>
    public virtual bool Remembers => false;

    /// <summary>What must follow the byte; null where it is not allowed.</summary>
    public abstract GrammarNode? After(byte value);
}
