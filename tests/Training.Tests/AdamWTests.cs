using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Weights;
using static TorchSharp.torch;

namespace TreasureMarkers.Training.Tests;

public sealed class AdamWTests
{
    private const double Rate = 0.01;

    [Fact]
    public void The_first_step_moves_each_number_by_the_rate_against_its_gradient_and_decays_matrices_only()
    {
        using var model = NanoModel.Create();
        using var optimizer = new AdamW(model);
        using var scope = NewDisposeScope();
        var (matrix, gain) = (model.Weights[LlamaTensors.Down(0)], model.Weights[LlamaTensors.FinalNorm]);
        var (matrixBefore, gainBefore) = (matrix.detach().clone(), gain.detach().clone());
        SetGradients(model, 0.5f);

        optimizer.Step(Rate);

        AssertClose(matrixBefore.mul(1 - (Rate * 0.1)).sub(Rate), matrix);
        AssertClose(gainBefore.sub(Rate), gain);
        Assert.Equal(0, matrix.grad!.abs().max().item<float>());
    }

    [Fact]
    public void Clipping_shortens_long_gradients_to_the_limit_and_leaves_short_ones()
    {
        using var model = NanoModel.Create();
        using var optimizer = new AdamW(model);
        using var scope = NewDisposeScope();
        var numbers = LlamaTensors.ParameterCount(model.Shape);
        SetGradients(model, 0.5f);

        Assert.Equal(0.5 * Math.Sqrt(numbers), optimizer.ClipGradients(1), 0.5);
        Assert.Equal(1, optimizer.ClipGradients(1), 1e-3);
        Assert.Equal(1, optimizer.ClipGradients(5), 1e-3);
    }

    [Fact]
    public void The_rate_rises_to_its_peak_and_falls_to_a_tenth()
    {
        double[] rates = [.. Enumerable.Range(0, 101).Select(step => LearningRate.At(1, step, warmUp: 10, step / 100.0))];

        Assert.Equal(0.1, rates[0], 1e-6);
        Assert.InRange(rates.Max(), 0.95, 1);
        Assert.Equal(0.1, rates[^1], 1e-6);
        Assert.Equal(rates[11..].OrderDescending(), rates[11..]);
    }

    private static void AssertClose(Tensor wanted, Tensor got) =>
        Assert.InRange(wanted.sub(got.detach()).abs().max().item<float>(), 0, 1e-6f);

    private static void SetGradients(Decoder model, float value)
    {
        foreach (var weight in model.Weights.Values)
        {
            weight.grad = full_like(weight.detach(), value);
        }
    }
}
