using TreasureMarkers.Fixtures;
using static TorchSharp.torch;

namespace TreasureMarkers.Training.Tests;

public sealed class OutputLossTests
{
    private static readonly int[] Lengths = [400, 600];

    [Fact]
    public void Loss_and_gradients_are_those_of_cross_entropy_over_the_chosen_positions()
    {
        using var ours = NanoModel.Create();
        using var theirs = NanoModel.Create();
        using var scope = NewDisposeScope();
        var tokens = tensor(NanoModel.Tokens(1000));
        // More than one chunk, and not every position.
        var positions = tensor(Enumerable.Range(0, 700).Select(i => (long)i + 150).ToArray());
        var targets = tensor(NanoModel.Tokens(700, "targets"));

        var sum = OutputLoss.Backward(ours, ours.Hidden(tokens, Lengths), positions, targets, 1.0 / 700).item<double>();
        var wanted = nn.functional.cross_entropy(theirs.Logits(tokens, Lengths).index_select(0, positions), targets);
        wanted.backward();

        Assert.Equal(wanted.item<float>(), sum / 700, 1e-4);
        foreach (var (name, weight) in ours.Weights)
        {
            var difference = weight.grad!.sub(theirs.Weights[name].grad!).abs().max().item<float>();
            Assert.True(difference < 1e-6f, $"{name}: {difference}");
        }
    }

    [Fact]
    public void Measuring_gives_the_loss_that_training_sees()
    {
        using var model = NanoModel.Create();
        using var scope = NewDisposeScope();
        var (tokens, positions, targets) = (tensor(NanoModel.Tokens(1000)), tensor(NanoModel.Tokens(50, "at")), tensor(NanoModel.Tokens(50, "targets")));

        var trained = OutputLoss.Backward(model, model.Hidden(tokens, Lengths), positions, targets, 1).item<double>();
        using var inference = no_grad();
        var measured = OutputLoss.Evaluate(model, model.Hidden(tokens, Lengths), positions, targets).item<double>();

        Assert.Equal(trained, measured, 1e-6);
    }
}
