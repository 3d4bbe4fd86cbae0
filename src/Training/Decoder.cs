using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TreasureMarkers.Training;

/// <summary>
/// A Llama-style decoder: RMS normalisation, rotary positions, grouped-query attention, SwiGLU, tied embeddings. Documents
/// are packed one after another into a single row of tokens; each attends to itself alone, so packing wastes nothing and
/// leaks nothing. Weights are fp32 and stay on one device. Not safe for use by several threads at once.
/// </summary>
internal sealed class Decoder : IDisposable
{
    private readonly Dictionary<string, Tensor> _weights;
    private readonly Tensor _cosine;
    private readonly Tensor _signedSine;
    private readonly ScalarType _type;

    /// <summary>Puts weights on a device.</summary>
    /// <param name="shape">Hyperparameters.</param>
    /// <param name="values">Row-major values of every weight of <see cref="LlamaTensors"/>.</param>
    /// <param name="precision">Number type of the matrix products.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="CommandException">A weight is missing or has another size.</exception>
    public Decoder(ModelConfiguration shape, IReadOnlyDictionary<string, float[]> values, MatrixPrecision precision, Device device)
    {
        Shape = shape;
        Device = device;
        _type = precision == MatrixPrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        using var scope = NewDisposeScope();
        _weights = LlamaTensors.Of(shape).ToDictionary(weight => weight.Name, weight => ToWeight(weight.Name, weight.Shape, values));
        _cosine = Table(RotaryTable.Cosines(shape), firstHalfSign: 1);
        _signedSine = Table(RotaryTable.Sines(shape), firstHalfSign: -1);
    }

    /// <summary>Hyperparameters.</summary>
    public ModelConfiguration Shape { get; }

    /// <summary>Where the weights are.</summary>
    public Device Device { get; }

    /// <summary>The fp32 weights by name; each is a leaf that gathers a gradient.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _weights;

    /// <summary>The embedding in the type of the matrix products, [vocabulary, width].</summary>
    public Tensor OutputMatrix() => _weights[LlamaTensors.Embedding].to_type(_type);

    /// <summary>The last layer's normalised vectors, in the type of the matrix products.</summary>
    /// <param name="tokens">Token ids, int64 [tokens], documents one after another.</param>
    /// <param name="lengths">Tokens of each document, in order; none longer than the context.</param>
    /// <returns>[tokens, width].</returns>
    /// <exception cref="ArgumentException">A document is empty or longer than the context, or the lengths do not add up.</exception>
    public Tensor Hidden(Tensor tokens, IReadOnlyList<int> lengths)
    {
        if (lengths.Any(length => length < 1 || length > Shape.MaxPositionEmbeddings) || lengths.Sum() != tokens.shape[0])
        {
            throw new ArgumentException($"Document lengths must be 1 to {Shape.MaxPositionEmbeddings} and add up to {tokens.shape[0]} tokens.", nameof(lengths));
        }

        // A call to a GPU takes the time of much arithmetic: few large ones, some of them on padding, are faster there.
        var documents = new DocumentBatches(lengths, Device, padded: Device.type != TorchSharp.DeviceType.CPU);
        var cosine = _cosine.index_select(0, documents.Positions);
        var signedSine = _signedSine.index_select(0, documents.Positions);
        var stream = _weights[LlamaTensors.Embedding].index_select(0, tokens);
        for (var layer = 0; layer < Shape.NumHiddenLayers; layer++)
        {
            stream = stream.add(Attention(layer, Normalize(stream, LlamaTensors.InputNorm(layer)), cosine, signedSine, documents));
            stream = stream.add(FeedForward(layer, Normalize(stream, LlamaTensors.FeedForwardNorm(layer))));
        }

        return Normalize(stream, LlamaTensors.FinalNorm);
    }

    /// <summary>Logits of the next token after every position, fp32 [tokens, vocabulary].</summary>
    /// <inheritdoc cref="Hidden"/>
    public Tensor Logits(Tensor tokens, IReadOnlyList<int> lengths) =>
        functional.linear(Hidden(tokens, lengths), OutputMatrix()).to_type(ScalarType.Float32);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var weight in _weights.Values)
        {
            weight.Dispose();
        }

        _cosine.Dispose();
        _signedSine.Dispose();
    }

    private Tensor Attention(int layer, Tensor input, Tensor cosine, Tensor signedSine, DocumentBatches documents)
    {
        var (heads, shared, size) = (Shape.NumAttentionHeads, Shape.NumKeyValueHeads, Shape.HeadDim);
        var projected = functional
            .linear(input, Matrix(LlamaTensors.Query(layer), LlamaTensors.Key(layer), LlamaTensors.Value(layer)))
            .view(-1, heads + (2 * shared), size);
        var turned = Rotate(projected.narrow(1, 0, heads + shared), cosine, signedSine);
        var queries = documents.Split(turned.narrow(1, 0, heads));
        var keys = documents.Split(turned.narrow(1, heads, shared));
        var values = documents.Split(projected.narrow(1, heads + shared, shared));
        var mixed = queries.Select((query, i) => functional.scaled_dot_product_attention(
            query, ForEachQueryHead(keys[i]), ForEachQueryHead(values[i]), is_casual: true)).ToArray();
        return functional.linear(documents.Join(mixed), Matrix(LlamaTensors.AttentionOutput(layer)));
    }

    /// <summary>Turns heads by their positions: x·cos + (−second half, first half)·sin.</summary>
    /// <param name="heads">[tokens, heads, size].</param>
    /// <param name="cosine">[tokens, 1, size], both halves.</param>
    /// <param name="signedSine">[tokens, 1, size], the first half negated.</param>
    private static Tensor Rotate(Tensor heads, Tensor cosine, Tensor signedSine)
    {
        var halves = heads.chunk(2, -1);
        return heads.mul(cosine).add(cat([halves[1], halves[0]], -1).mul(signedSine));
    }

    private Tensor FeedForward(int layer, Tensor input)
    {
        var halves = functional.linear(input, Matrix(LlamaTensors.Gate(layer), LlamaTensors.Up(layer))).chunk(2, -1);
        return functional.linear(functional.silu(halves[0]).mul(halves[1]), Matrix(LlamaTensors.Down(layer)));
    }

    private Tensor Normalize(Tensor stream, string gain)
    {
        var scale = stream.square().mean([-1L], keepdim: true).add(Shape.RmsNormEps).rsqrt();
        return stream.mul(scale).mul(_weights[gain]).to_type(_type);
    }

    // One product over joined matrices is faster than one product each.
    private Tensor Matrix(params string[] names) =>
        (names.Length == 1 ? _weights[names[0]] : cat([.. names.Select(name => _weights[name])], 0)).to_type(_type);

    private Tensor ForEachQueryHead(Tensor sharedHeads) =>
        Shape.NumAttentionHeads == Shape.NumKeyValueHeads ? sharedHeads : sharedHeads.repeat_interleave(Shape.NumAttentionHeads / Shape.NumKeyValueHeads, 1);

    private Tensor ToWeight(string name, long[] sizes, IReadOnlyDictionary<string, float[]> values)
    {
        if (!values.TryGetValue(name, out var numbers) || numbers.LongLength != sizes.Aggregate(1L, (product, size) => product * size))
        {
            throw new CommandException(
                $"Weight '{name}' is missing or is not [{string.Join(", ", sizes)}]: the checkpoint is not one of preset '{Shape.Preset}'.");
        }

        return tensor(numbers, sizes).to(Device).requires_grad_(true).MoveToOuterDisposeScope();
    }

    private Tensor Table(float[] firstHalf, int firstHalfSign)
    {
        var half = tensor(firstHalf, [Shape.MaxPositionEmbeddings, Shape.HeadDim / 2]).to(Device);
        return cat([half.mul(firstHalfSign), half], -1).unsqueeze(1).to_type(_type).MoveToOuterDisposeScope();
    }
}
