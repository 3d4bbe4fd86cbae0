namespace TreasureMarkers.Inference.Engine;

/// <summary>Sizes of a model's key-value cache.</summary>
/// <param name="Layers">Layers, each with a tensor of keys and one of values.</param>
/// <param name="Heads">Key-value heads.</param>
/// <param name="HeadSize">Floats of one head and token.</param>
internal sealed record CacheShape(int Layers, int Heads, int HeadSize)
{
    /// <summary>Tensors: the keys and the values of each layer.</summary>
    public int Tensors => 2 * Layers;

    /// <summary>Floats that one token takes in all tensors.</summary>
    public long FloatsPerToken => (long)Tensors * Heads * HeadSize;
}
