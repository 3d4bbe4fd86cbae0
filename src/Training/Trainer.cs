using TreasureMarkers.Models;
using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <summary>Updates and measures a model. Tensors made on the way are gone when a method returns.</summary>
internal sealed class Trainer(Decoder model, AdamW optimizer)
{
    private const double LongestGradient = 1;

    /// <summary>Makes one update.</summary>
    /// <param name="blocks">The batch.</param>
    /// <param name="learningRate">For this update.</param>
    /// <param name="ct">Abandons the batch between blocks; weights and optimiser are then unchanged.</param>
    /// <returns>Mean loss over the batch's loss-carrying tokens, in nats, and the gradient's length before clipping.</returns>
    /// <exception cref="CommandException">The loss or the gradient is no number any more.</exception>
    public (double Loss, double GradientLength) Update(IReadOnlyList<PackedBlock> blocks, double learningRate, CancellationToken ct)
    {
        var targets = blocks.Sum(block => block.Targets.LongLength);
        using var batch = NewDisposeScope();
        // Read once at the end: a GPU works through all blocks without the CPU waiting for it.
        var sums = zeros([1], ScalarType.Float64, model.Device);
        foreach (var block in blocks)
        {
            if (ct.IsCancellationRequested)
            {
                optimizer.ClearGradients();
                ct.ThrowIfCancellationRequested();
            }

            using var scope = NewDisposeScope();
            var hidden = model.Hidden(ToDevice(block.Inputs), block.Lengths);
            sums.add_(OutputLoss.Backward(model, hidden, ToDevice(block.Positions), ToDevice(block.Targets), 1.0 / targets));
        }

        var sum = sums.item<double>();
        var gradientLength = optimizer.ClipGradients(LongestGradient);
        if (!double.IsFinite(sum) || !double.IsFinite(gradientLength))
        {
            throw new CommandException("The loss is no number any more. Resume from the last checkpoint is of no use; start again with a lower --learning-rate or with --precision fp32.");
        }

        optimizer.Step(learningRate);
        return (sum / targets, gradientLength);
    }

    /// <summary>Mean loss over held-out blocks, in nats per loss-carrying token.</summary>
    public double Evaluate(IReadOnlyList<PackedBlock> blocks)
    {
        using var inference = no_grad();
        var sum = 0.0;
        foreach (var block in blocks)
        {
            using var scope = NewDisposeScope();
            var hidden = model.Hidden(ToDevice(block.Inputs), block.Lengths);
            sum += OutputLoss.Evaluate(model, hidden, ToDevice(block.Positions), ToDevice(block.Targets)).item<double>();
        }

        return sum / blocks.Sum(block => block.Targets.LongLength);
    }

    private Tensor ToDevice(long[] values) => tensor(values).to(model.Device);
}
