using TorchSharp;
using TorchSharp.Modules;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TreasureMarkers.Training;

/// <summary>
/// Updates a model by AdamW and measures its loss. Weight decay is on matrices only. Tensors made on the way are gone when a
/// method returns.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private readonly Decoder _model;
    private readonly AdamW.ParamGroup[] _groups;
    private readonly AdamW _optimizer;
    private readonly double _maxGradNorm;

    /// <summary>Starts with zero moments.</summary>
    /// <param name="model">Stays the caller's to dispose of.</param>
    /// <param name="config">The optimiser's hyperparameters.</param>
    public Trainer(Decoder model, TrainingConfig config)
    {
        (_model, _maxGradNorm) = (model, config.MaxGradNorm);
        AdamW.ParamGroup Group(bool isMatrix, double decay) => new(
            [.. model.Weights.Values.Where(weight => weight.dim() > 1 == isMatrix)],
            config.LearningRate, config.Beta1, config.Beta2, config.Epsilon, decay);
        _groups = [Group(isMatrix: true, config.WeightDecay), Group(isMatrix: false, 0)];
        _optimizer = new AdamW(_groups);
        var names = model.Weights.ToDictionary(weight => weight.Value.Handle, weight => weight.Key);
        Moments = _groups.SelectMany(group => group.Parameters)
            .Zip(_optimizer.state_dict().State.Cast<AdamW.State>())
            .ToDictionary(weight => names[weight.First.Handle], weight => weight.Second);
    }

    /// <summary>The optimiser's state by weight name: updates made, and the running means of the gradients and of their squares.</summary>
    public IReadOnlyDictionary<string, AdamW.State> Moments { get; }

    // As many loss-carrying positions at once as a CPU's caches like, and as fill a GPU.
    private int LossChunk => _model.Device.type == DeviceType.CPU ? 512 : 8192;

    /// <summary>Makes one update.</summary>
    /// <param name="batches">A forward and a backward pass each; their gradients add up.</param>
    /// <param name="learningRate">For this update.</param>
    /// <param name="cancellationToken">Abandons the update between passes; weights and optimiser are then unchanged.</param>
    /// <returns>Mean loss over the loss-carrying tokens, in nats, and the gradient's length before clipping.</returns>
    /// <exception cref="CommandException">The loss or the gradient is no number any more.</exception>
    public (double Loss, double GradientLength) Update(
        IReadOnlyList<Batch> batches, double learningRate, CancellationToken cancellationToken)
    {
        var targets = batches.Sum(batch => batch.Targets.LongLength);
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        // Read once at the end: a GPU works through all passes without the CPU waiting for it.
        var sums = zeros(1, ScalarType.Float64, _model.Device);
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sums.add_(Backward(batch, 1.0 / targets));
        }

        var sum = sums.item<double>();
        var gradientLength = nn.utils.clip_grad_norm_(_model.Weights.Values, _maxGradNorm);
        if (!double.IsFinite(sum) || !double.IsFinite(gradientLength))
        {
            throw new CommandException("The loss is no number any more. Resume from the last checkpoint is of no use; "
                + "start again with a lower --learning-rate or with --precision fp32.");
        }

        foreach (var group in _groups)
        {
            group.LearningRate = learningRate;
        }

        _ = _optimizer.step();
        return (sum / targets, gradientLength);
    }

    /// <summary>Adds the loss's gradient to the weights' gradients.</summary>
    /// <param name="batch">One forward pass.</param>
    /// <param name="scale">What the loss is multiplied by: one over the loss-carrying tokens of the whole update.</param>
    /// <returns>The unscaled sum over targets, in nats: a number on the model's device, float64.</returns>
    public Tensor Backward(Batch batch, double scale)
    {
        using var scope = NewDisposeScope();
        var hidden = _model.forward(ToDevice(batch.Inputs), batch.Lengths).index_select(0, ToDevice(batch.Positions));
        // The logits of all positions would be the largest tensor by far: they are made and differentiated some at a time, from a
        // leaf that gathers the gradient with which the decoder's own backward pass begins.
        var leaf = hidden.detach().requires_grad_(true);
        var sum = zeros(1, ScalarType.Float64, _model.Device);
        foreach (var loss in ChunkLosses(leaf, ToDevice(batch.Targets)))
        {
            loss.mul(scale).backward();
            sum.add_(loss.detach());
        }

        hidden.backward([leaf.grad!]);
        return sum.MoveToOuterDisposeScope();
    }

    /// <summary>Mean loss over held-out batches, in nats per loss-carrying token.</summary>
    public double Evaluate(IReadOnlyList<Batch> batches)
    {
        using var inference = no_grad();
        var sum = 0.0;
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            var hidden = _model.forward(ToDevice(batch.Inputs), batch.Lengths).index_select(0, ToDevice(batch.Positions));
            sum += ChunkLosses(hidden, ToDevice(batch.Targets)).Sum(loss => loss.item<float>());
        }

        return sum / batches.Sum(batch => batch.Targets.LongLength);
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();

    // Sums of negative log likelihoods, fp32.
    private IEnumerable<Tensor> ChunkLosses(Tensor hidden, Tensor targets)
    {
        for (long start = 0; start < targets.shape[0]; start += LossChunk)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(LossChunk, targets.shape[0] - start);
            var logits = _model.Logits(hidden.narrow(0, start, count));
            yield return functional.cross_entropy(logits, targets.narrow(0, start, count), reduction: Reduction.Sum);
        }
    }

    private Tensor ToDevice(long[] values) => tensor(values).to(_model.Device);
}

/// <summary>Linear warm-up, then half a cosine down.</summary>
internal static class LearningRate
{
    /// <summary>The rate of one update.</summary>
    /// <param name="peak">The highest rate.</param>
    /// <param name="finalFraction">The last rate as a fraction of the peak.</param>
    /// <param name="update">Updates made in this phase before this one.</param>
    /// <param name="warmUp">Updates until the peak is reached.</param>
    /// <param name="progress">The share of the phase that is done, 0 to 1.</param>
    public static double At(double peak, double finalFraction, long update, int warmUp, double progress)
    {
        var cosine = finalFraction + ((1 - finalFraction) * 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp(progress, 0, 1))));
        return peak * Math.Min(cosine, (update + 1.0) / Math.Max(1, warmUp));
    }
}
