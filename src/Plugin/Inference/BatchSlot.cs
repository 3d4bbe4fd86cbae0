namespace TreasureMarkers.Plugin.Inference;

/// <summary>A row of a <see cref="KeyValueBuffer"/>.</summary>
/// <param name="row">The row at first.</param>
/// <param name="vocabularySize">Numbers in a row of logits.</param>
/// <param name="maxLength">The most tokens that the sequence will hold.</param>
internal sealed class BatchSlot(int row, int vocabularySize, int maxLength) : ModelSlot(vocabularySize, maxLength)
{
    /// <summary>The row now; open slots have the first rows, so that a pass over all of them is one block of memory.</summary>
    public int Row { get; set; } = row;
}
