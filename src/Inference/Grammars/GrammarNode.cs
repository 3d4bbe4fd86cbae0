namespace TreasureMarkers.Inference.Grammars;

/// <summary>
/// A part of a grammar: a set of byte strings. Immutable; the parts of a grammar form no cycle, since nesting is bounded.
/// </summary>
internal abstract class GrammarNode
{
    /// <summary>The length of a text that does not exist; sums stay far from overflow.</summary>
    public const int Unreachable = 1 << 28;

    /// <summary>The bytes of the shortest text; <see cref="Unreachable"/> where there is none.</summary>
    public abstract int MinLength { get; }

    /// <summary>
    /// The bytes of the shortest text of what is left after a number of steps: items of a sequence, rounds of a repetition.
    /// </summary>
    public virtual int MinLengthAfter(int steps) => MinLength;

    /// <summary>A sum of lengths that stays at <see cref="Unreachable"/>.</summary>
    public static int Add(int left, int right) => Math.Min(Unreachable, left + right);
}

/// <summary>Parts one after another.</summary>
internal sealed class SequenceNode : GrammarNode
{
    private readonly int[] _minLengthFrom;

    /// <summary>Creates the sequence; none is the empty text.</summary>
    public SequenceNode(GrammarNode[] items)
    {
        Items = items;
        _minLengthFrom = new int[items.Length + 1];
        for (var i = items.Length - 1; i >= 0; i--)
        {
            _minLengthFrom[i] = Add(items[i].MinLength, _minLengthFrom[i + 1]);
        }
    }

    /// <summary>The parts in order.</summary>
    public GrammarNode[] Items { get; }

    /// <inheritdoc/>
    public override int MinLength => _minLengthFrom[0];

    /// <inheritdoc/>
    public override int MinLengthAfter(int steps) => _minLengthFrom[steps];
}

/// <summary>One of several parts; of none there is no text.</summary>
/// <param name="options">The parts to choose from.</param>
internal sealed class ChoiceNode(GrammarNode[] options) : GrammarNode
{
    /// <summary>The parts to choose from.</summary>
    public GrammarNode[] Options { get; } = options;

    /// <inheritdoc/>
    public override int MinLength { get; } = options.Select(option => option.MinLength).Append(Unreachable).Min();
}

/// <summary>A part several times over.</summary>
internal sealed class RepeatNode : GrammarNode
{
    /// <summary>Creates the repetition.</summary>
    /// <param name="item">What is repeated; never the empty text, or there would be no end of it.</param>
    /// <param name="min">Fewest times.</param>
    /// <param name="max">Max times; null for no limit.</param>
    public RepeatNode(GrammarNode item, int min, int? max)
    {
        if (item.MinLength == 0)
        {
            throw new ArgumentException("The empty text cannot be repeated.", nameof(item));
        }

        (Item, Min, Max) = (item, min, max);
    }

    /// <summary>What is repeated.</summary>
    public GrammarNode Item { get; }

    /// <summary>Fewest times.</summary>
    public int Min { get; }

    /// <summary>Max times; null for no limit.</summary>
    public int? Max { get; }

    /// <inheritdoc/>
    public override int MinLength => MinLengthAfter(0);

    /// <inheritdoc/>
    public override int MinLengthAfter(int steps) =>
        (int)Math.Min(Unreachable, (long)Math.Max(0, Min - steps) * Item.MinLength);

    /// <summary>The rounds to remember after one more: without a limit only whether there were enough counts.</summary>
    public int Next(int rounds) => Max is null ? Math.Min(rounds + 1, Min) : rounds + 1;
}

/// <summary>A part of a grammar that takes one byte, after which another part may follow in its place.</summary>
internal abstract class ByteLeaf : GrammarNode
{
    /// <summary>Whether what follows depends on which bytes were read, so that states are too many to be kept.</summary>
    public virtual bool Remembers => false;

    /// <summary>What must follow the byte; null where it is not allowed.</summary>
    public abstract GrammarNode? After(byte value);
}

/// <summary>One byte out of a set.</summary>
/// <param name="allows">Says whether a byte is in the set.</param>
internal sealed class ByteClass(Func<byte, bool> allows) : ByteLeaf
{
    private readonly bool[] _allowed = [.. Enumerable.Range(0, 256).Select(value => allows((byte)value))];

    /// <inheritdoc/>
    public override int MinLength => 1;

    /// <summary>Whether a byte is in the set.</summary>
    public bool Allows(byte value) => _allowed[value];

    /// <inheritdoc/>
    public override GrammarNode? After(byte value) => Allows(value) ? Rule.Empty : null;
}
