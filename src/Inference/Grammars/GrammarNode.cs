namespace TreasureMarkers.Inference.Grammars;

/// <summary>A part of a grammar: a set of byte strings. Immutable; the parts of a grammar form no cycle, since nesting is bounded.</summary>
internal abstract class GrammarNode
{
    /// <summary>The length of a text that does not exist; sums stay far from overflow.</summary>
    public const int Unreachable = 1 << 28;

    /// <summary>The bytes of the shortest text; <see cref="Unreachable"/> where there is none.</summary>
    public abstract int Shortest { get; }

    /// <summary>The bytes of the shortest text of what is left after a number of steps: items of a sequence, rounds of a repetition.</summary>
    public virtual int ShortestAfter(int steps) => Shortest;

    /// <summary>A sum of lengths that stays at <see cref="Unreachable"/>.</summary>
    public static int Add(int left, int right) => Math.Min(Unreachable, left + right);
}
