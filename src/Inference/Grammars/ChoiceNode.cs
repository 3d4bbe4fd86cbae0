namespace TreasureMarkers.Inference.Grammars;

/// <summary>One of several parts; of none there is no text.</summary>
/// <param name="options">The parts to choose from.</param>
internal sealed class ChoiceNode(GrammarNode[] options) : GrammarNode
{
    /// <summary>The parts to choose from.</summary>
    public GrammarNode[] Options { get; } = options;

    /// <inheritdoc/>
    public override int Shortest { get; } = options.Select(option => option.Shortest).Append(Unreachable).Min();
}
