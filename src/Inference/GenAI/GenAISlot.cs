using TreasureMarkers.Inference.Engine;

namespace TreasureMarkers.Inference.GenAI;

/// <summary>A sequence in a GenAI generator of its own, which outlives it to serve one that begins alike.</summary>
/// <param name="session">The generator.</param>
/// <param name="vocabularySize">Numbers in a row of logits.</param>
/// <param name="maxLength">The most tokens that the generator can hold.</param>
internal sealed class GenAISlot(GenAISession session, int vocabularySize, int maxLength) : ModelSlot(vocabularySize)
{
    /// <summary>The generator.</summary>
    public GenAISession Session { get; } = session;

    /// <summary>The most tokens that the generator can hold.</summary>
    public int MaxLength { get; } = maxLength;
}
