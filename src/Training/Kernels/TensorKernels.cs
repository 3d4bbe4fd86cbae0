using TreasureMarkers.Models.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TreasureMarkers.Training.Kernels;

/// <summary>The kernels as libtorch's own operations, for devices whose memory this process cannot reach.</summary>
internal sealed class TensorKernels(ModelConfiguration shape, ScalarType type, Device device) : LayerKernels
{
    private readonly int _size = shape.HeadDim;
    private Tensor? _cosine;
    private Tensor? _sine;

    /// <inheritdoc/>
    public override (Tensor Normed, Tensor Scale) Normalize(Tensor x, Tensor? added, Tensor gain)
    {
        if (added is not null)
        {
            _ = x.add_(added);
        }

        var scale = x.to_type(ScalarType.Float32).square().mean([-1L]).add(shape.RmsNormEps).rsqrt().reshape(-1);
        return (Renormalize(x, scale, gain), scale);
    }

    /// <inheritdoc/>
    public override Tensor Renormalize(Tensor x, Tensor scale, Tensor gain) =>
        x.to_type(ScalarType.Float32).mul(scale.view(x.shape[0], -1)).mul(gain).to_type(type);

    /// <inheritdoc/>
    public override Tensor NormalizeBackward(
        Tensor gradient, Tensor x, Tensor scale, Tensor gain, Tensor? stream, Tensor? gainGradient)
    {
        var (incoming, input, factor) = (gradient.to_type(ScalarType.Float32), x.to_type(ScalarType.Float32), scale.view(-1, 1));
        var product = incoming.mul(input);
        _ = gainGradient?.add_(product.mul(factor).sum(0L));
        var pull = product.mul(gain).mean([-1L], keepdim: true).mul(factor.pow(3));
        var result = incoming.mul(gain).mul(factor).sub(input.mul(pull));
        return (stream is null ? result : stream.add_(result)).to_type(type);
    }

    /// <inheritdoc/>
    public override Tensor Gate(Tensor gateAndUp)
    {
        var halves = gateAndUp.chunk(2, -1);
        return functional.silu(halves[0]).mul(halves[1]);
    }

    /// <inheritdoc/>
    public override (Tensor Gated, Tensor Gradient) GateBackward(Tensor gateAndUp, Tensor gradient)
    {
        var halves = gateAndUp.chunk(2, -1);
        var (silu, sigmoid) = (functional.silu(halves[0]), halves[0].sigmoid());
        var slope = sigmoid.mul(halves[0].sub(silu).add(1));
        return (silu.mul(halves[1]), cat([gradient.mul(halves[1]).mul(slope), gradient.mul(silu)], -1));
    }

    /// <inheritdoc/>
    public override (Tensor Output, AttentionState State) Attend(Part query, Part key, Part value, PackedDocuments documents)
    {
        PrepareRotation(documents.Batches[0].Length);
        var output = empty([documents.Tokens, (long)query.Heads * _size], type, device);
        var states = new List<Tensor[]>();
        foreach (var batch in documents.Batches)
        {
            var rows = Rows(batch);
            // libtorch's fused attention differentiates itself.
            using var gradients = enable_grad();
            var (queries, keys, values) = (Leaf(Turn(Take(query, rows, batch), 1)), Leaf(Turn(Take(key, rows, batch), 1)), Leaf(Take(value, rows, batch)));
            var attended = functional.scaled_dot_product_attention(
                queries, ForEachQueryHead(keys, query.Heads), ForEachQueryHead(values, query.Heads), is_casual: true);
            using (no_grad())
            {
                Put(attended.detach(), new Part(output, 0, query.Heads), batch);
            }

            states.Add([queries, keys, values, attended]);
        }

        return (output, new AttentionState(states));
    }

    /// <inheritdoc/>
    public override void AttendBackward(
        AttentionState state, Tensor output, Tensor gradient, PackedDocuments documents, (Part Query, Part Key, Part Value) targets)
    {
        for (var i = 0; i < documents.Batches.Count; i++)
        {
            var (batch, tensors) = (documents.Batches[i], state.Tensors[i]);
            // Padding has the gradient of its document's first token here, which must count once.
            var incoming = Take(new Part(gradient, 0, targets.Query.Heads), Rows(batch), batch).mul(Real(batch));
            tensors[3].backward([incoming]);
            Put(Turn(tensors[0].grad!, -1), targets.Query, batch);
            Put(Turn(tensors[1].grad!, -1), targets.Key, batch);
            Put(tensors[2].grad!, targets.Value, batch);
        }
    }

    /// <inheritdoc/>
    public override Tensor CrossEntropy(Tensor logits, Tensor targets, double scale)
    {
        var wide = logits.to_type(ScalarType.Float32);
        var loss = functional.cross_entropy(wide, targets, reduction: Reduction.Sum).to_type(ScalarType.Float64).reshape(1);
        if (scale != 0)
        {
            var ones = full([targets.shape[0], 1], -1f, ScalarType.Float32, device);
            _ = logits.copy_(wide.softmax(-1).scatter_add_(1, targets.unsqueeze(1), ones).mul_(scale));
        }

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

    private static Tensor Leaf(Tensor value) => value.detach().requires_grad_(true);

    private static Tensor ForEachQueryHead(Tensor shared, int heads) =>
        shared.shape[1] == heads ? shared : shared.repeat_interleave(heads / shared.shape[1], 1);

    private void PrepareRotation(int length)
    {
        if (_cosine is not null && _cosine.shape[0] >= length)
        {
            return;
        }

        _cosine?.Dispose();
        _sine?.Dispose();
        var table = shape with { MaxPositionEmbeddings = length };
        (_cosine, _sine) = (Table(RotaryTable.Cosines(table), 1), Table(RotaryTable.Sines(table), -1));

        Tensor Table(float[] half, int firstSign)
        {
            using var scope = NewDisposeScope();
            var values = tensor(half, [table.MaxPositionEmbeddings, _size / 2]).to(device);
            return cat([values.mul(firstSign), values], -1).to_type(type).DetachFromDisposeScope();
        }
    }

    // [documents, heads, length, size]: x·cos + (second half, first half)·(−sin, sin), with the sine's sign turned for the way back.
    private Tensor Turn(Tensor heads, int turn)
    {
        var (halves, length) = (heads.chunk(2, -1), heads.shape[2]);
        return heads.mul(_cosine![..(int)length]).add(cat([halves[1], halves[0]], -1).mul(_sine![..(int)length]).mul(turn));
    }

    private Tensor Rows(DocumentBatch batch)
    {
        var rows = new long[batch.Rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = batch.Rows[i] >= 0 ? batch.Rows[i] : batch.Rows[i / batch.Length * batch.Length];
        }

        return tensor(rows).to(device);
    }

    private Tensor Real(DocumentBatch batch) =>
        tensor(Array.ConvertAll(batch.Rows, row => row >= 0)).to(device).view(batch.Documents, 1, batch.Length, 1);

    private Tensor Take(Part part, Tensor rows, DocumentBatch batch) => part.Matrix
        .narrow(1, part.Column, (long)part.Heads * _size).index_select(0, rows)
        .view(batch.Documents, batch.Length, part.Heads, _size).transpose(1, 2);

    private void Put(Tensor heads, Part part, DocumentBatch batch)
    {
        var places = Enumerable.Range(0, batch.Rows.Length).Where(i => batch.Rows[i] >= 0).Select(i => (long)i).ToArray();
        var rows = tensor(Array.ConvertAll(places, i => (long)batch.Rows[i])).to(device);
        var values = heads.transpose(1, 2).reshape(-1, (long)part.Heads * _size).index_select(0, tensor(places).to(device));
        _ = part.Matrix.narrow(1, part.Column, (long)part.Heads * _size).index_copy_(0, rows, values);
    }
}
