using TreasureMarkers.Models.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TreasureMarkers.Training.Kernels;

/// <summary>
/// The kernels as libtorch's own operations, for devices whose memory this process cannot reach. There it is bytes and calls that cost
/// time: results are written where they belong, and what depends on the documents alone is put on the device once for all layers.
/// </summary>
internal sealed class TensorKernels(ModelConfiguration shape, ScalarType type, Device device) : LayerKernels, IDisposable
{
    private readonly int _size = shape.HeadDim;
    private readonly bool _isFlash = TensorScript.HasFlash(shape, type, device);
    private DocumentTensors? _documents;

    /// <inheritdoc/>
    public override (Tensor Normed, Tensor Scale) Normalize(Tensor x, Tensor? added, Tensor gain)
    {
        if (added is not null)
        {
            _ = x.add_(added);
        }

        var squares = linalg.vector_norm(x.to_type(ScalarType.Float32), dims: [-1]).square();
        var scale = squares.div_(x.shape[^1]).add_(shape.RmsNormEps).rsqrt_().reshape(-1);
        return (Renormalize(x, scale, gain), scale);
    }

    /// <inheritdoc/>
    public override Tensor Renormalize(Tensor x, Tensor scale, Tensor gain)
    {
        var normed = empty(x.shape, type, device);
        TensorScript.Multiply(x, scale.view(-1, 1), normed);
        return normed.mul_(gain);
    }

    /// <inheritdoc/>
    public override Tensor NormalizeBackward(
        Tensor gradient, Tensor x, Tensor scale, Tensor gain, Tensor? stream, Tensor? gainGradient)
    {
        // d/dx of x·r·gain with r = 1/√(mean(x²) + ε): r·(gain·dy − x·r²·mean(gain·dy·x)).
        var (input, factor) = (x.to_type(ScalarType.Float32), scale.view(-1, 1));
        var scaled = gradient.mul(factor);
        var product = scaled.mul(input);
        _ = gainGradient?.add_(product.sum(0L));
        var pull = product.mv(gain).view(-1, 1).mul_(factor.square()).div_(x.shape[^1]);
        stream = stream is null ? scaled.mul(gain) : stream.addcmul_(scaled, gain, 1);
        return stream.addcmul_(input, pull, -1).to_type(type);
    }

    /// <inheritdoc/>
    public override Tensor Gate(Tensor gateAndUp)
    {
        var halves = gateAndUp.chunk(2, -1);
        return functional.silu(halves[0]).mul_(halves[1]);
    }

    /// <inheritdoc/>
    public override (Tensor Gated, Tensor Gradient) GateBackward(Tensor gateAndUp, Tensor gradient)
    {
        var (halves, result) = (gateAndUp.chunk(2, -1), empty_like(gateAndUp));
        var (silu, slopes) = (functional.silu(halves[0]), result.chunk(2, -1));
        TensorScript.SiluBackward(gradient.mul(halves[1]), halves[0], slopes[0]);
        TensorScript.Multiply(gradient, silu, slopes[1]);
        return (silu.mul_(halves[1]), result);
    }

    /// <inheritdoc/>
    public override (Tensor Output, AttentionState State) Attend(Part query, Part key, Part value, PackedDocuments documents)
    {
        var placed = Place(documents);
        var (queries, keys, values) = (Turned(query, placed), Turned(key, placed), Heads(value));
        if (_isFlash)
        {
            var (attended, kept) = TensorScript.Flash(queries, keys, values, placed.Offsets!, documents.Longest);
            return (attended.view(documents.Tokens, -1), new AttentionState([[queries, keys, values, .. kept]]));
        }

        var output = empty([documents.Tokens, query.Heads, _size], type, device);
        var states = new List<Tensor[]>();
        foreach (var group in placed.Groups)
        {
            // libtorch's fused attention differentiates itself.
            using var gradients = enable_grad();
            var (q, k, v) = (Leaf(group.Take(queries)), Leaf(group.Take(keys)), Leaf(group.Take(values)));
            var attended = functional.scaled_dot_product_attention(
                q, ForEachQueryHead(k, query.Heads), ForEachQueryHead(v, query.Heads), is_casual: true);
            using (no_grad())
            {
                group.Put(attended.detach(), output);
            }

            states.Add([q, k, v, attended]);
        }

        return (output.view(documents.Tokens, -1), new AttentionState(states));
    }

    /// <inheritdoc/>
    public override void AttendBackward(
        AttentionState state, Tensor output, Tensor gradient, PackedDocuments documents, (Part Query, Part Key, Part Value) targets)
    {
        var placed = Place(documents);
        var incoming = gradient.view(documents.Tokens, targets.Query.Heads, _size);
        Tensor[] gradients;
        if (_isFlash)
        {
            gradients = TensorScript.FlashBackward(incoming, output.view(incoming.shape), state.Tensors[0], placed.Offsets!, documents.Longest);
        }
        else
        {
            gradients = Array.ConvertAll(
                new[] { targets.Query, targets.Key, targets.Value },
                part => empty([documents.Tokens, part.Heads, _size], type, device));
            foreach (var (group, tensors) in placed.Groups.Zip(state.Tensors))
            {
                // Padding has the gradient of its document's first token here, which must count once.
                tensors[3].backward([group.Take(incoming).mul(group.Real)]);
                for (var i = 0; i < gradients.Length; i++)
                {
                    group.Put(tensors[i].grad!, gradients[i]);
                }
            }
        }

        Turn(gradients[0], placed, -1, Heads(targets.Query));
        Turn(gradients[1], placed, -1, Heads(targets.Key));
        _ = Heads(targets.Value).copy_(gradients[2]);
    }

    /// <inheritdoc/>
    public override Tensor CrossEntropy(Tensor logits, Tensor targets, Tensor? weights, double scale)
    {
        var wide = logits.to_type(ScalarType.Float32);
        if (scale == 0)
        {
            return functional.cross_entropy(wide, targets, reduction: Reduction.Sum).to_type(ScalarType.Float64).reshape(1);
        }

        // −log p of the target is the likeliest token's −log p, which is small, and how far the target's logit is below its logit.
        var places = targets.unsqueeze(1);
        var shares = wide.softmax(-1);
        var (most, likeliest) = wide.max(-1, keepdim: true);
        var loss = most.sub(wide.gather(1, places)).sub(shares.gather(1, likeliest).log()).sum(ScalarType.Float64).reshape(1);
        _ = shares.scatter_add_(1, places, full(places.shape, -1f, ScalarType.Float32, device));
        TensorScript.Multiply(shares, weights is null ? tensor((float)scale) : weights.unsqueeze(1).mul(scale), logits);
        return loss;
    }

    /// <inheritdoc/>
    public override void Accumulate(Tensor sum, Tensor term) => sum.add_(term);

    /// <inheritdoc/>
    public override Tensor SumOfSquares(Tensor values) => values.square().sum(ScalarType.Float64).reshape(1);

    /// <inheritdoc/>
    public override void AdamW(WeightBlock weight, double gradientScale, AdamWStep step)
    {
        var gradient = weight.Gradient!.mul_(gradientScale);
        _ = weight.First!.mul_(step.Beta1).add_(gradient, 1 - step.Beta1);
        _ = weight.Second!.mul_(step.Beta2).addcmul_(gradient, gradient, 1 - step.Beta2);
        _ = weight.Master!.mul_(1 - (step.LearningRate * step.WeightDecay))
            .addcdiv_(weight.First, weight.Second.sqrt().div_(step.RootCorrection).add_(step.Epsilon), -step.Rate);
        _ = gradient.zero_();
        if (!ReferenceEquals(weight.Working, weight.Master))
        {
            _ = weight.Working.copy_(weight.Master);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _documents?.Dispose();

    private static Tensor Leaf(Tensor value) => value.detach().requires_grad_(true);

    private static Tensor ForEachQueryHead(Tensor shared, int heads) =>
        shared.shape[1] == heads ? shared : shared.repeat_interleave(heads / shared.shape[1], 1);

    // [tokens, heads, size], where the part lies.
    private Tensor Heads(Part part) =>
        part.Matrix.narrow(1, part.Column, (long)part.Heads * _size).view(part.Matrix.shape[0], part.Heads, _size);

    private Tensor Turned(Part part, DocumentTensors placed)
    {
        var result = empty([part.Matrix.shape[0], part.Heads, _size], type, device);
        Turn(Heads(part), placed, 1, result);
        return result;
    }

    // Each head's halves a, b become a·cos − b·sin, b·cos + a·sin; with the sine's sign turned for the way back.
    private static void Turn(Tensor heads, DocumentTensors placed, int turn, Tensor target)
    {
        TensorScript.Multiply(heads, placed.Cosine, target);
        var (from, to) = (heads.chunk(2, -1), target.chunk(2, -1));
        _ = to[0].addcmul_(from[1], placed.Sine, -turn);
        _ = to[1].addcmul_(from[0], placed.Sine, turn);
    }

    // A pass has one arrangement for all its layers.
    private DocumentTensors Place(PackedDocuments documents)
    {
        if (!ReferenceEquals(_documents?.Documents, documents))
        {
            _documents?.Dispose();
            _documents = new DocumentTensors(documents, shape, type, device, _isFlash);
        }

        return _documents!;
    }
}
