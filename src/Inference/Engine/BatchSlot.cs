namespace TreasureMarkers.Inference.Engine;

/// <summary>A row of a <see cref="KeyValueBuffer"/>.</summary>
/// <param name="row">The row at first.</param>
/// <param name="vocabularySize">Numbers in a row of logits.</param>
internal sealed class BatchSlot(int row, int vocabularySize) : ModelSlot(vocabularySize)
{
    /// <summary>The row now; open slots have the first rows, so that a pass over all of them is one block of memory.</summary>
    public int Row { get; set; } = row;
}
