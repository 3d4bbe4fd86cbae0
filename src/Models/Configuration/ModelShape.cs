using System.Text.Json.Serialization;

namespace TreasureMarkers.Models.Configuration;

/// <summary>Every hyperparameter of the decoder. Matrices have no biases and the embedding is also the output layer.</summary>
/// <param name="Preset">The name of the preset it came from.</param>
/// <param name="Vocabulary">Token ids run from 0 to this, exclusive.</param>
/// <param name="Width">Length of the residual stream's vectors.</param>
/// <param name="Layers">Blocks of attention and feed-forward.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key and value heads; divides <paramref name="Heads"/>.</param>
/// <param name="HeadSize">Numbers per head; even, and a multiple of 8 for the runtime's attention.</param>
/// <param name="FeedForward">Width inside the feed-forward; a multiple of 32, the quantisation block.</param>
/// <param name="Context">The longest sequence, in tokens.</param>
/// <param name="RotaryBase">Base of the rotary frequencies.</param>
/// <param name="NormEpsilon">Added to the mean square in RMS normalisation.</param>
internal sealed record ModelShape(
    string Preset,
    int Vocabulary,
    int Width,
    int Layers,
    int Heads,
    int KeyValueHeads,
    int HeadSize,
    int FeedForward,
    int Context,
    double RotaryBase = 10_000,
    double NormEpsilon = 1e-5)
{
    /// <summary>Names that <see cref="FromPreset"/> knows, smallest first.</summary>
    public static IReadOnlyList<string> Presets { get; } = ["nano", "small", "base"];

    /// <summary>Numbers that training adjusts.</summary>
    [JsonIgnore]
    public long ParameterCount => Weights().Sum(weight => weight.Shape.Aggregate(1L, (product, size) => product * size));

    /// <summary>The shape of a preset for a tokenizer's vocabulary.</summary>
    /// <param name="preset"><c>nano</c> for tests, <c>small</c> for two CPU cores and an hour, <c>base</c> for a GPU and some minutes; as int8 it stays under 40 MB.</param>
    /// <param name="vocabulary">The tokenizer's size.</param>
    /// <exception cref="ModelException">There is no such preset.</exception>
    public static ModelShape FromPreset(string preset, int vocabulary) => preset switch
    {
        "nano" => new(preset, vocabulary, Width: 64, Layers: 2, Heads: 2, KeyValueHeads: 1, HeadSize: 64, FeedForward: 192, Context: 2048),
        "small" => new(preset, vocabulary, Width: 256, Layers: 6, Heads: 4, KeyValueHeads: 2, HeadSize: 64, FeedForward: 704, Context: 2048),
        "base" => new(preset, vocabulary, Width: 384, Layers: 10, Heads: 6, KeyValueHeads: 2, HeadSize: 64, FeedForward: 1024, Context: 2048),
        _ => throw new ModelException($"There is no preset '{preset}'. Allowed: {string.Join(", ", Presets)}."),
    };

    /// <summary>Names (as Hugging Face's Llama has them) and sizes of all weights; matrices are [outputs, inputs].</summary>
    public IEnumerable<(string Name, long[] Shape)> Weights()
    {
        yield return (WeightNames.Embedding, [Vocabulary, Width]);
        for (var layer = 0; layer < Layers; layer++)
        {
            yield return (WeightNames.InputNorm(layer), [Width]);
            yield return (WeightNames.Query(layer), [Heads * HeadSize, Width]);
            yield return (WeightNames.Key(layer), [KeyValueHeads * HeadSize, Width]);
            yield return (WeightNames.Value(layer), [KeyValueHeads * HeadSize, Width]);
            yield return (WeightNames.AttentionOutput(layer), [Width, Heads * HeadSize]);
            yield return (WeightNames.FeedForwardNorm(layer), [Width]);
            yield return (WeightNames.Gate(layer), [FeedForward, Width]);
            yield return (WeightNames.Up(layer), [FeedForward, Width]);
            yield return (WeightNames.Down(layer), [Width, FeedForward]);
        }

        yield return (WeightNames.FinalNorm, [Width]);
    }
}
