namespace TreasureMarkers.Inference.Engine;

/// <summary>A sequence's place in a <see cref="IModelRunner"/>.</summary>
/// <param name="vocabularySize">Numbers in a row of logits.</param>
internal abstract class ModelSlot(int vocabularySize)
{
    /// <summary>The tokens whose keys and values the slot holds.</summary>
    public List<int> Tokens { get; } = [];

    /// <summary>The logits after the last token; whoever reads them may change them.</summary>
    public float[] Logits { get; set; } = new float[vocabularySize];

    /// <summary>The logits after each token of the last pass's draft.</summary>
    public List<float[]> DraftLogits { get; } = [];

    /// <summary>How many leading tokens two sequences share.</summary>
    public static int CommonPrefix(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        var length = Math.Min(left.Count, right.Count);
        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i])
            {
                return i;
            }
        }

        return length;
    }
}
