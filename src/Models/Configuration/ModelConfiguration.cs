using System.Text.Json.Serialization;

namespace TreasureMarkers.Models.Configuration;

/// <summary>Every hyperparameter of the decoder. Matrices have no biases and the embedding is also the output layer.</summary>
/// <param name="Preset">The name of the preset it came from.</param>
/// <param name="VocabSize">Token ids run from 0 to this, exclusive.</param>
/// <param name="HiddenSize">Length of the residual stream's vectors.</param>
/// <param name="NumHiddenLayers">Blocks of attention and feed-forward.</param>
/// <param name="NumAttentionHeads">Query heads.</param>
/// <param name="NumKeyValueHeads">Key and value heads; divides <paramref name="NumAttentionHeads"/>.</param>
/// <param name="HeadDim">Numbers per head; even, and a multiple of 8 for the runtime's attention.</param>
/// <param name="IntermediateSize">Width inside the feed-forward; a multiple of 32, the quantisation block.</param>
/// <param name="MaxPositionEmbeddings">The longest sequence, in tokens.</param>
/// <param name="RopeTheta">Base of the rotary frequencies.</param>
/// <param name="RmsNormEps">Added to the mean square in RMS normalisation.</param>
internal sealed record ModelConfiguration(
    string Preset,
    int VocabSize,
    int HiddenSize,
    int NumHiddenLayers,
    int NumAttentionHeads,
    int NumKeyValueHeads,
    int HeadDim,
    int IntermediateSize,
    int MaxPositionEmbeddings,
    double RopeTheta = 10_000,
    double RmsNormEps = 1e-5)
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
    public static ModelConfiguration FromPreset(string preset, int vocabulary) => preset switch
    {
        "nano" => new(preset, vocabulary, HiddenSize: 64, NumHiddenLayers: 2, NumAttentionHeads: 2, NumKeyValueHeads: 1, HeadDim: 64, IntermediateSize: 192, MaxPositionEmbeddings: 2048),
        "small" => new(preset, vocabulary, HiddenSize: 256, NumHiddenLayers: 6, NumAttentionHeads: 4, NumKeyValueHeads: 2, HeadDim: 64, IntermediateSize: 704, MaxPositionEmbeddings: 2048),
        "base" => new(preset, vocabulary, HiddenSize: 384, NumHiddenLayers: 10, NumAttentionHeads: 6, NumKeyValueHeads: 2, HeadDim: 64, IntermediateSize: 1024, MaxPositionEmbeddings: 2048),
        _ => throw new ModelException($"There is no preset '{preset}'. Allowed: {string.Join(", ", Presets)}."),
    };

    /// <summary>Names (as Hugging Face's Llama has them) and sizes of all weights; matrices are [outputs, inputs].</summary>
    public IEnumerable<(string Name, long[] Shape)> Weights()
    {
        yield return (WeightNames.Embedding, [VocabSize, HiddenSize]);
        for (var layer = 0; layer < NumHiddenLayers; layer++)
        {
            yield return (WeightNames.InputNorm(layer), [HiddenSize]);
            yield return (WeightNames.Query(layer), [NumAttentionHeads * HeadDim, HiddenSize]);
            yield return (WeightNames.Key(layer), [NumKeyValueHeads * HeadDim, HiddenSize]);
            yield return (WeightNames.Value(layer), [NumKeyValueHeads * HeadDim, HiddenSize]);
            yield return (WeightNames.AttentionOutput(layer), [HiddenSize, NumAttentionHeads * HeadDim]);
            yield return (WeightNames.FeedForwardNorm(layer), [HiddenSize]);
            yield return (WeightNames.Gate(layer), [IntermediateSize, HiddenSize]);
            yield return (WeightNames.Up(layer), [IntermediateSize, HiddenSize]);
            yield return (WeightNames.Down(layer), [HiddenSize, IntermediateSize]);
        }

        yield return (WeightNames.FinalNorm, [HiddenSize]);
    }
}
