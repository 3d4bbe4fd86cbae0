using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Training.Kernels;
using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <summary>
/// Updates a model by AdamW and measures its loss. Weight decay is on the base's matrices only. Tensors made on the way are gone when a
/// method returns.
/// </summary>
/// <param name="model">Stays the caller's to dispose of.</param>
/// <param name="config">The optimiser's hyperparameters.</param>
internal sealed class Trainer(Decoder model, TrainingConfig config)
{
    /// <summary>Updates made, also those before a resumption.</summary>
    public int Steps { get; set; }

    /// <summary>Makes one update.</summary>
    /// <param name="batches">A forward and a backward pass each; their gradients add up.</param>
    /// <param name="learningRate">For this update.</param>
    /// <param name="cancellationToken">Abandons the update between passes; weights and optimiser are then unchanged.</param>
    /// <returns>Mean loss over the loss-carrying tokens, each counted once, in nats, and the gradient's length before clipping.</returns>
    /// <exception cref="DivergedException">The loss or the gradient is no number any more; nothing was changed.</exception>
    public (double Loss, double GradientLength) Update(
        IReadOnlyList<Batch> batches, double learningRate, CancellationToken cancellationToken)
    {
        var (targets, weight) = (batches.Sum(batch => batch.Targets.LongLength), batches.Sum(batch => batch.TotalWeight));
        using var inPlace = no_grad();
        using var scope = NewDisposeScope();
        try
        {
            // Read once at the end: a GPU works through all passes without the CPU waiting for it.
            var sums = zeros(1, ScalarType.Float64, model.Device);
            for (var i = 0; i < batches.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _ = sums.add_(model.Backward(batches[i], 1.0 / weight, ((long)Steps << 16) + i));
            }

            var squares = zeros(1, ScalarType.Float64, model.Device);
            foreach (var (block, _) in model.Updated)
            {
                _ = squares.add_(model.Kernels.SumOfSquares(block.Gradient!));
            }

            var (sum, length) = (sums.item<double>(), Math.Sqrt(squares.item<double>()));
            if (!double.IsFinite(sum) || !double.IsFinite(length))
            {
                throw new DivergedException();
            }

            Step(learningRate, Math.Min(1, config.MaxGradNorm / Math.Max(length, 1e-12)));
            return (sum / targets, length);
        }
        catch
        {
            foreach (var (block, _) in model.Updated)
            {
                _ = block.Gradient!.zero_();
            }

            throw;
        }
    }

    /// <summary>Mean loss over held-out batches, in nats per loss-carrying token.</summary>
    public double Evaluate(IReadOnlyList<Batch> batches)
    {
        using var scope = NewDisposeScope();
        return batches.Sum(batch => model.Loss(batch).item<double>()) / batches.Sum(batch => batch.Targets.LongLength);
    }

    private void Step(double learningRate, double gradientScale)
    {
        Steps++;
        foreach (var (block, decays) in model.Updated)
        {
            model.Kernels.AdamW(block, gradientScale, new AdamWStep(
                learningRate, config.Beta1, config.Beta2, config.Epsilon, decays ? config.WeightDecay : 0, Steps));
        }

        model.RefreshRows();
    }
}

/// <summary>The loss or the gradient is no number any more.</summary>
internal sealed class DivergedException() : Exception("The loss is no number any more.");

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
