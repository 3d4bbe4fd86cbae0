using TreasureMarkers.Models.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TreasureMarkers.Training;

/// <summary>
/// Negative log likelihood of chosen targets. Only positions that carry loss meet the output layer, some at a time: the logits
/// of a whole micro-batch would be the largest tensor by far, and are never held, forward or backward.
/// </summary>
internal static class OutputLoss
{
    // As many as a CPU's caches like, and as fill a GPU.
    private static int PositionsAtOnce(Decoder model) => model.Device.type == TorchSharp.DeviceType.CPU ? 512 : 8192;

    /// <summary>Adds the loss's gradient to the weights' gradients.</summary>
    /// <param name="model">The model.</param>
    /// <param name="hidden">What <see cref="Decoder.Hidden"/> returned, with its graph; [tokens, width].</param>
    /// <param name="positions">Rows of <paramref name="hidden"/> that carry loss, int64.</param>
    /// <param name="targets">The token to predict at each of those, int64.</param>
    /// <param name="scale">What the sum is multiplied by: one over the loss-carrying tokens of the whole batch.</param>
    /// <returns>The unscaled sum over targets, in nats: a number on the model's device, float64.</returns>
    public static Tensor Backward(Decoder model, Tensor hidden, Tensor positions, Tensor targets, double scale)
    {
        var chosen = hidden.index_select(0, positions);
        var (gradient, matrixGradient, sum) = Gradients(model, chosen, targets, scale);
        chosen.backward([gradient]);
        // The embedding's own gradient is there by now: the output layer's joins it.
        using var inPlace = no_grad();
        model.Weights[LlamaTensors.Embedding].grad!.add_(matrixGradient);
        return sum;
    }

    /// <summary>The sum over targets in nats, float64, without gradients. Call it under <c>no_grad</c>.</summary>
    /// <inheritdoc cref="Backward"/>
    public static Tensor Evaluate(Decoder model, Tensor hidden, Tensor positions, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var chosen = hidden.index_select(0, positions);
        var matrix = model.OutputMatrix();
        var sum = zeros([1], ScalarType.Float64, model.Device);
        for (long start = 0; start < targets.shape[0]; start += PositionsAtOnce(model))
        {
            var count = Math.Min(PositionsAtOnce(model), targets.shape[0] - start);
            var logits = functional.linear(chosen.narrow(0, start, count), matrix).to_type(ScalarType.Float32);
            sum.sub_(logits.log_softmax(-1).gather(1, targets.narrow(0, start, count).unsqueeze(1)).sum(ScalarType.Float64));
        }

        return sum.MoveToOuterDisposeScope();
    }

    // Softmax cross-entropy by hand: its derivative by the logits is the probabilities, minus one at the target.
    private static (Tensor Chosen, Tensor Matrix, Tensor Sum) Gradients(Decoder model, Tensor chosen, Tensor targets, double scale)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var matrix = model.OutputMatrix();
        var chosenGradient = matrix.index_select(0, targets).mul_(-scale);
        var matrixGradient = zeros(matrix.shape, ScalarType.Float32, model.Device);
        matrixGradient.index_add_(0, targets, chosen.to_type(ScalarType.Float32), -scale);
        var sum = zeros([1], ScalarType.Float64, model.Device);
        for (long start = 0; start < targets.shape[0]; start += PositionsAtOnce(model))
        {
            using var chunk = NewDisposeScope();
            var count = Math.Min(PositionsAtOnce(model), targets.shape[0] - start);
            var vectors = chosen.narrow(0, start, count);
            var logProbabilities = functional.linear(vectors, matrix).to_type(ScalarType.Float32).log_softmax(-1);
            sum.sub_(logProbabilities.gather(1, targets.narrow(0, start, count).unsqueeze(1)).sum(ScalarType.Float64));
            var probabilities = logProbabilities.exp().mul_(scale).to_type(matrix.dtype);
            chosenGradient.narrow(0, start, count).add_(probabilities.matmul(matrix));
            matrixGradient.add_(probabilities.t().matmul(vectors));
        }

        return (chosenGradient.MoveToOuterDisposeScope(), matrixGradient.MoveToOuterDisposeScope(), sum.MoveToOuterDisposeScope());
    }
}
