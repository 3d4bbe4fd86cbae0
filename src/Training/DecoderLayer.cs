using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TreasureMarkers.Training;

/// <summary>
/// One layer: attention, then the gated feed-forward, each over the normalised stream and added to it. Its backward pass is written
/// out, so that no more is kept than it needs, cheap things are computed twice instead, and nothing is computed for weights that do
/// not train.
/// </summary>
internal sealed class DecoderLayer : IDisposable
{
    private readonly ModelConfiguration _shape;
    private readonly LayerKernels _kernels;
    private readonly WeightBlock _attentionNorm;
    private readonly WeightBlock _feedForwardNorm;
    private readonly WeightBlock? _queryNorm;
    private readonly WeightBlock? _keyNorm;
    private readonly Product _queryKeyValue;
    private readonly Product _output;
    private readonly Product _gateAndUp;
    private readonly Product _down;

    /// <summary>Reads a layer's weights.</summary>
    public DecoderLayer(IModelWeights values, int number, FineTuning tuning, Place place)
    {
        (_shape, _kernels) = (place.Shape, place.Kernels);
        var tensors = LlamaTensors.Of(place.Shape)
            .Where(tensor => tensor.Name.StartsWith($"model.layers.{number}.", StringComparison.Ordinal)).ToDictionary(tensor => tensor.Name);
        TensorInfo[] Infos(params string[] names) => [.. names.Select(name => tensors[name])];
        WeightBlock Gain(string name) => place.Read(values, Infos(name), tensors[name].Shape, ScalarType.Float32, tuning);
        Product Product(string[] matrices, params string[] biases) => new(values, Infos(matrices), Infos(biases), tuning, place);

        _attentionNorm = Gain(LlamaTensors.InputNorm(number));
        _feedForwardNorm = Gain(LlamaTensors.FeedForwardNorm(number));
        (_queryNorm, _keyNorm) = _shape.QueryKeyNorm ? (Gain(LlamaTensors.QueryNorm(number)), Gain(LlamaTensors.KeyNorm(number))) : (null, null);
        _queryKeyValue = Product(
            [LlamaTensors.Query(number), LlamaTensors.Key(number), LlamaTensors.Value(number)],
            _shape.AttentionBias ? [LlamaTensors.QueryBias(number), LlamaTensors.KeyBias(number), LlamaTensors.ValueBias(number)] : []);
        _output = Product([LlamaTensors.AttentionOutput(number)]);
        _gateAndUp = Product([LlamaTensors.Gate(number), LlamaTensors.Up(number)]);
        _down = Product([LlamaTensors.Down(number)]);
    }

    /// <summary>Every block of weights.</summary>
    public IEnumerable<WeightBlock> Blocks =>
    [
        .. new[] { _attentionNorm, _feedForwardNorm, _queryNorm, _keyNorm }.OfType<WeightBlock>(),
        .. _queryKeyValue.Blocks, .. _output.Blocks, .. _gateAndUp.Blocks, .. _down.Blocks,
    ];

    private long QueryWidth => (long)_shape.NumAttentionHeads * _shape.HeadDim;

    private long KeyWidth => (long)_shape.NumKeyValueHeads * _shape.HeadDim;

    /// <summary>Runs the layer.</summary>
    /// <param name="x">The stream, fp32 [tokens, hidden size]; stays as it is.</param>
    /// <param name="documents">How the tokens make documents.</param>
    /// <param name="dropoutSeed">Decides what the adapters do not see; null when not training.</param>
    /// <returns>The stream behind the layer, and what the backward pass needs beside <paramref name="x"/>.</returns>
    public (Tensor Stream, LayerState State) Forward(Tensor x, PackedDocuments documents, long? dropoutSeed)
    {
        var (attentionInput, attentionScale) = _kernels.Normalize(x, null, _attentionNorm.Working);
        var (projected, queryLow) = _queryKeyValue.Forward(attentionInput, dropoutSeed);
        var (query, queryScale) = NormalizeHeads(projected, 0, _shape.NumAttentionHeads, _queryNorm);
        var (key, keyScale) = NormalizeHeads(projected, QueryWidth, _shape.NumKeyValueHeads, _keyNorm);
        var (attended, attention) = _kernels.Attend(query, key, ValuePart(projected), documents);
        var (attentionOutput, outputLow) = _output.Forward(attended, dropoutSeed + 1);
        var middle = x.clone();
        var (feedForwardInput, feedForwardScale) = _kernels.Normalize(middle, attentionOutput, _feedForwardNorm.Working);
        var (gateAndUp, gateLow) = _gateAndUp.Forward(feedForwardInput, dropoutSeed + 2);
        var (result, downLow) = _down.Forward(_kernels.Gate(gateAndUp), dropoutSeed + 3);
        // Queries and keys before they were turned are needed only where they are normalised.
        var state = new LayerState(
            attentionScale, _shape.QueryKeyNorm ? projected : null, queryScale, keyScale, attention, attended, middle, feedForwardScale,
            gateAndUp, queryLow, outputLow, gateLow, downLow);
        return (middle.add(result), state);
    }

    /// <summary>Adds the gradients of weights.</summary>
    /// <param name="x">The stream that went in.</param>
    /// <param name="state">What <see cref="Forward"/> kept.</param>
    /// <param name="stream">The gradient of the stream behind the layer; becomes that of the stream before it when that is needed.</param>
    /// <param name="documents">As <see cref="Forward"/> was called with.</param>
    /// <param name="dropoutSeed">As <see cref="Forward"/> was called with.</param>
    /// <param name="isInputNeeded">Whether anything below trains.</param>
    public void Backward(Tensor x, LayerState state, Tensor stream, PackedDocuments documents, long? dropoutSeed, bool isInputNeeded)
    {
        var outgoing = stream.to_type(state.Attended.dtype);
        var (gatedGradient, downLow) = _down.InputGradient(outgoing, dropoutSeed + 3, isNeeded: true);
        var (gated, gateGradient) = _kernels.GateBackward(state.GateAndUp, gatedGradient!);
        _down.WeightGradients(outgoing, gated, state.DownLow, downLow, dropoutSeed + 3);

        var (inputGradient, gateLow) = _gateAndUp.InputGradient(gateGradient, dropoutSeed + 2, isNeeded: true);
        var feedForwardInput = _gateAndUp.NeedsInput ? _kernels.Renormalize(state.Middle, state.FeedForwardScale, _feedForwardNorm.Working) : null;
        _gateAndUp.WeightGradients(gateGradient, feedForwardInput, state.GateLow, gateLow, dropoutSeed + 2);
        var middleGradient = _kernels.NormalizeBackward(
            inputGradient!, state.Middle, state.FeedForwardScale, _feedForwardNorm.Working, stream, _feedForwardNorm.Gradient);

        var (attendedGradient, outputLow) = _output.InputGradient(middleGradient, dropoutSeed + 1, isNeeded: true);
        _output.WeightGradients(middleGradient, state.Attended, state.OutputLow, outputLow, dropoutSeed + 1);
        var projectedGradient = AttendBackward(state, attendedGradient!, documents);
        var (attentionGradient, queryLow) = _queryKeyValue.InputGradient(
            projectedGradient, dropoutSeed, isInputNeeded || _attentionNorm.IsTrained);
        var attentionInput = _queryKeyValue.NeedsInput ? _kernels.Renormalize(x, state.AttentionScale, _attentionNorm.Working) : null;
        _queryKeyValue.WeightGradients(projectedGradient, attentionInput, state.QueryLow, queryLow, dropoutSeed);
        if (attentionGradient is not null)
        {
            _ = _kernels.NormalizeBackward(
                attentionGradient, x, state.AttentionScale, _attentionNorm.Working, stream, _attentionNorm.Gradient);
        }
    }

    /// <summary>Runs the layer over one more token of several texts, whose earlier ones are in the cache.</summary>
    /// <param name="x">The stream, fp32 [texts, hidden size]; becomes the stream behind the layer.</param>
    /// <param name="position">The token's place, the same in every text.</param>
    /// <param name="turn">Cosines and signed sines of that place, fp32 [head size] each: see <see cref="Turns"/>.</param>
    /// <param name="cache">Keys and values, [texts, key heads, length, head size].</param>
    public void Step(Tensor x, int position, (Tensor Cosine, Tensor Sine) turn, (Tensor Keys, Tensor Values) cache)
    {
        var (texts, size) = (x.shape[0], (long)_shape.HeadDim);
        var projected = _queryKeyValue.Forward(_kernels.Normalize(x, null, _attentionNorm.Working).Normed, null).Output;
        var (queries, keyHeads) = ((long)_shape.NumAttentionHeads, (long)_shape.NumKeyValueHeads);
        // Queries and keys lie side by side, and are turned together.
        var straight = !_shape.QueryKeyNorm ? projected.narrow(1, 0, QueryWidth + KeyWidth) : cat(
            [
                NormalizeHeads(projected, 0, _shape.NumAttentionHeads, _queryNorm).Part.Matrix,
                NormalizeHeads(projected, QueryWidth, _shape.NumKeyValueHeads, _keyNorm).Part.Matrix,
            ],
            1);
        var heads = straight.view(texts, queries + keyHeads, size);
        var turned = heads.mul(turn.Cosine).add_(cat([heads.narrow(2, size / 2, size / 2), heads.narrow(2, 0, size / 2)], -1).mul(turn.Sine));
        _ = cache.Keys.select(2, position).copy_(turned.narrow(1, queries, keyHeads));
        _ = cache.Values.select(2, position).copy_(projected.narrow(1, QueryWidth + KeyWidth, KeyWidth).view(texts, keyHeads, size));
        // The queries of one key head stand where a text's positions would: each sees the whole cache, so that no mask is needed.
        var grouped = turned.narrow(1, 0, queries).to_type(projected.dtype).view(texts, keyHeads, -1, size);
        var attended = functional.scaled_dot_product_attention(
            grouped, cache.Keys.narrow(2, 0, position + 1), cache.Values.narrow(2, 0, position + 1)).reshape(texts, QueryWidth);
        var input = _kernels.Normalize(x, _output.Forward(attended, null).Output, _feedForwardNorm.Working).Normed;
        _ = x.add_(_down.Forward(_kernels.Gate(_gateAndUp.Forward(input, null).Output), null).Output);
    }

    /// <summary>What <see cref="Step"/> turns queries and keys by: cosines, and sines of which the first half is negative.</summary>
    /// <param name="shape">The model's sizes.</param>
    /// <param name="length">Positions.</param>
    /// <param name="device">Where to compute.</param>
    /// <returns>fp32 [positions, head size] each.</returns>
    public static (Tensor Cosines, Tensor Sines) Turns(ModelConfiguration shape, int length, Device device)
    {
        var table = shape with { MaxPositionEmbeddings = length };
        Tensor Both(float[] half, int firstSign)
        {
            using var scope = NewDisposeScope();
            var values = tensor(half, [length, shape.HeadDim / 2]).to(device);
            return cat([values.mul(firstSign), values], -1).MoveToOuterDisposeScope();
        }

        return (Both(RotaryTable.Cosines(table), 1), Both(RotaryTable.Sines(table), -1));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in Blocks)
        {
            block.Dispose();
        }
    }

    private Part ValuePart(Tensor projected) => new(projected, QueryWidth + KeyWidth, _shape.NumKeyValueHeads);

    // Each head over its own size (Qwen3); without a gain the heads stay where they are.
    private (Part Part, Tensor? Scale) NormalizeHeads(Tensor projected, long column, int heads, WeightBlock? gain)
    {
        if (gain is null)
        {
            return (new Part(projected, column, heads), null);
        }

        var (normed, scale) = _kernels.Normalize(Heads(projected, column, heads), null, gain.Working);
        return (new Part(normed.view(projected.shape[0], -1), 0, heads), scale);
    }

    private Tensor Heads(Tensor projected, long column, int heads) =>
        projected.narrow(1, column, (long)heads * _shape.HeadDim).contiguous().view(-1, _shape.HeadDim);

    private Tensor AttendBackward(LayerState state, Tensor gradient, PackedDocuments documents)
    {
        var tokens = gradient.shape[0];
        var result = empty([tokens, QueryWidth + (2 * KeyWidth)], gradient.dtype, gradient.device);
        var value = ValuePart(result);
        var (query, key) = _shape.QueryKeyNorm
            ? (new Part(empty([tokens, QueryWidth], gradient.dtype, gradient.device), 0, _shape.NumAttentionHeads),
                new Part(empty([tokens, KeyWidth], gradient.dtype, gradient.device), 0, _shape.NumKeyValueHeads))
            : (new Part(result, 0, _shape.NumAttentionHeads), new Part(result, QueryWidth, _shape.NumKeyValueHeads));
        _kernels.AttendBackward(state.Attention, state.Attended, gradient, documents, (query, key, value));
        if (_shape.QueryKeyNorm)
        {
            Put(query, 0, state.QueryScale!, _queryNorm!);
            Put(key, QueryWidth, state.KeyScale!, _keyNorm!);
        }

        return result;

        void Put(Part part, long column, Tensor scale, WeightBlock gain)
        {
            var before = Heads(state.Projected!, column, part.Heads);
            var heads = _kernels.NormalizeBackward(part.Matrix.view(-1, _shape.HeadDim), before, scale, gain.Working, null, gain.Gradient);
            _ = result.narrow(1, column, (long)part.Heads * _shape.HeadDim).copy_(heads.view(tokens, -1));
        }
    }
}

/// <summary>What a layer's forward pass keeps for its backward pass, beside its input.</summary>
internal sealed record LayerState(
    Tensor AttentionScale,
    Tensor? Projected,
    Tensor? QueryScale,
    Tensor? KeyScale,
    AttentionState Attention,
    Tensor Attended,
    Tensor Middle,
    Tensor FeedForwardScale,
    Tensor GateAndUp,
    Tensor? QueryLow,
    Tensor? OutputLow,
    Tensor? GateLow,
    Tensor? DownLow) : IDisposable
{
    private IEnumerable<Tensor> Tensors => new[]
    {
        AttentionScale, Projected, QueryScale, KeyScale, Attended, Middle, FeedForwardScale, GateAndUp, QueryLow, OutputLow, GateLow, DownLow,
    }.OfType<Tensor>();

    /// <summary>Takes the tensors out of the innermost dispose scope.</summary>
    public LayerState Keep()
    {
        foreach (var tensor in Tensors)
        {
            _ = tensor.MoveToOuterDisposeScope();
        }

        _ = Attention.Keep();
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors)
        {
            tensor.Dispose();
        }

        Attention.Dispose();
    }
}
