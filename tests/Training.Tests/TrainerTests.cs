using TorchSharp;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training.Tests;

public sealed class TrainerTests
{
    private const double Rate = 0.01;
    private static readonly int[][] Sentences = [[1, 7, 3, 9, 12, 40, 2], [1, 33, 8, 8, 21, 2], [1, 50, 51, 52, 53, 54, 55, 2]];
    private static readonly Batch[] Batches = [NanoModel.Batch(Sentences[0], Sentences[1]), NanoModel.Batch(Sentences[2])];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_nano_model_learns_three_sentences_by_heart(bool bf16)
    {
        using var model = NanoModel.Create(bf16 ? MatrixPrecision.Bf16 : MatrixPrecision.Fp32);
        using var trainer = NanoModel.Trainer(model);

        for (var step = 0; step < 80; step++)
        {
            _ = trainer.Update(Batches, learningRate: 3e-3, CancellationToken.None);
        }

        // The first token after <|bos|> is one of three: a third of the sentences' uncertainty cannot be learned.
        Assert.InRange(trainer.Evaluate(Batches), 0, (3 * Math.Log(3) / 18) + 0.05);
    }

    [Fact]
    public void Updates_leave_no_tensor_behind()
    {
        using var model = NanoModel.Create();
        using var trainer = NanoModel.Trainer(model);
        _ = trainer.Update(Batches, 1e-3, CancellationToken.None);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var step = 0; step < 25; step++)
        {
            _ = trainer.Update(Batches, 1e-3, CancellationToken.None);
            _ = trainer.Evaluate(Batches);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_cancelled_update_changes_nothing()
    {
        using var model = NanoModel.Create();
        using var trainer = NanoModel.Trainer(model);
        _ = trainer.Update(Batches, 1e-3, CancellationToken.None);
        var loss = trainer.Evaluate(Batches);

        Assert.Throws<OperationCanceledException>(() => trainer.Update(Batches, 1e-3, new CancellationToken(canceled: true)));

        Assert.Equal(loss, trainer.Evaluate(Batches));
        Assert.All(trainer.Moments.Values, moment => Assert.Equal(1, moment.step));
    }

    [Fact]
    public void The_split_of_a_batch_into_blocks_does_not_change_the_update()
    {
        double Train(params Batch[] batches)
        {
            using var model = NanoModel.Create();
            using var trainer = NanoModel.Trainer(model);
            _ = trainer.Update(batches, 1e-3, CancellationToken.None);
            return trainer.Evaluate(Batches);
        }

        var joined = NanoModel.Batch(Sentences);

        Assert.Equal(Train(Batches), Train(joined), 1e-5);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run()
    {
        using var model = NanoModel.Create();
        using var trainer = NanoModel.Trainer(model);
        using (torch.no_grad())
        {
            model.Weights[LlamaTensors.FinalNorm].fill_(float.NaN);
        }

        var error = Assert.Throws<CommandException>(() => trainer.Update(Batches, 1e-3, CancellationToken.None));

        Assert.Contains("--learning-rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_step_moves_each_number_by_the_rate_against_its_gradient_and_decays_matrices_only()
    {
        using var model = NanoModel.Create();
        using var trainer = NanoModel.Trainer(model);
        using var scope = torch.NewDisposeScope();
        var before = model.Weights.ToDictionary(weight => weight.Key, weight => weight.Value.detach().clone());

        _ = trainer.Update(Batches, Rate, CancellationToken.None);

        foreach (var name in new[] { LlamaTensors.Down(0), LlamaTensors.FinalNorm })
        {
            var decayed = before[name].mul(before[name].dim() > 1 ? 1 - (Rate * 0.1) : 1);
            var gradient = model.Weights[name].grad!;
            // A gradient near AdamW's epsilon moves its number less.
            var moved = model.Weights[name].detach().sub(decayed).masked_select(gradient.abs() > 1e-5f);
            var wanted = gradient.sign().mul(-Rate).masked_select(gradient.abs() > 1e-5f);
            Assert.NotEqual(0, moved.numel());
            Assert.InRange(wanted.sub(moved).abs().max().item<float>(), 0, 2e-5f);
        }
    }

    [Fact]
    public void Long_gradients_are_shortened_to_the_limit()
    {
        using var model = NanoModel.Create();
        using var trainer = new Trainer(model, Presets.Load("nano") with { MaxGradNorm = 0.01 });
        using var scope = torch.NewDisposeScope();

        var (_, length) = trainer.Update(Batches, Rate, CancellationToken.None);

        var clipped = torch.stack(model.Weights.Values.Select(weight => weight.grad!.norm())).norm().item<float>();
        Assert.True(length > 0.1, $"{length}");
        Assert.Equal(0.01, clipped, 1e-4);
    }

    [Fact]
    public void The_rate_rises_to_its_peak_and_falls_to_a_tenth()
    {
        double[] rates = [.. Enumerable.Range(0, 101).Select(step => LearningRate.At(1, 0.1, step, warmUp: 10, step / 100.0))];

        Assert.Equal(0.1, rates[0], 1e-6);
        Assert.InRange(rates.Max(), 0.95, 1);
        Assert.Equal(0.1, rates[^1], 1e-6);
        Assert.Equal(rates[11..].OrderDescending(), rates[11..]);
    }

    [Fact]
    public void Loss_and_gradients_are_those_of_cross_entropy_over_the_chosen_positions()
    {
        using var ours = NanoModel.Create();
        using var theirs = NanoModel.Create();
        using var trainer = NanoModel.Trainer(ours);
        using var scope = torch.NewDisposeScope();
        // More than one chunk, and not every position.
        var batch = new Batch(
            NanoModel.Tokens(1000), [400, 600], [.. Enumerable.Range(0, 700).Select(i => (long)i + 150)], NanoModel.Tokens(700, "targets"));

        var sum = trainer.Backward(batch, 1.0 / 700).item<double>();
        var logits = theirs.Logits(torch.tensor(batch.Inputs), batch.Lengths).index_select(0, torch.tensor(batch.Positions));
        var wanted = torch.nn.functional.cross_entropy(logits, torch.tensor(batch.Targets));
        wanted.backward();

        Assert.Equal(wanted.item<float>(), sum / 700, 1e-4);
        Assert.Equal(sum / 700, trainer.Evaluate([batch]), 1e-6);
        foreach (var (name, weight) in ours.Weights)
        {
            var difference = weight.grad!.sub(theirs.Weights[name].grad!).abs().max().item<float>();
            Assert.True(difference < 1e-6f, $"{name}: {difference}");
        }
    }
}
