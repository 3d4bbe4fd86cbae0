using TorchSharp;
using TreasureMarkers.Fixtures;
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
        var trainer = NanoModel.Trainer(model);

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
        var trainer = NanoModel.Trainer(model);
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
        var trainer = NanoModel.Trainer(model);
        _ = trainer.Update(Batches, 1e-3, CancellationToken.None);
        var loss = trainer.Evaluate(Batches);

        Assert.Throws<OperationCanceledException>(() => trainer.Update(Batches, 1e-3, new CancellationToken(canceled: true)));

        Assert.Equal(loss, trainer.Evaluate(Batches));
        Assert.Equal(1, trainer.Steps);
    }

    [Fact]
    public void The_split_of_a_batch_into_blocks_does_not_change_the_update()
    {
        double Train(params Batch[] batches)
        {
            using var model = NanoModel.Create();
            var trainer = NanoModel.Trainer(model);
            _ = trainer.Update(batches, 1e-3, CancellationToken.None);
            return trainer.Evaluate(Batches);
        }

        var joined = NanoModel.Batch(Sentences);

        Assert.Equal(Train(Batches), Train(joined), 1e-5);
    }

    [Fact]
    public void A_loss_that_is_no_number_changes_nothing()
    {
        using var model = NanoModel.Create();
        var trainer = NanoModel.Trainer(model);
        using (torch.no_grad())
        {
            model.Blocks.Single(block => block.Names.Contains(LlamaTensors.FinalNorm)).Master!.fill_(float.NaN);
        }

        var before = NanoModel.Weights(model);

        Assert.Throws<DivergedException>(() => trainer.Update(Batches, 1e-3, CancellationToken.None));

        Assert.Equal(0, trainer.Steps);
        Assert.All(NanoModel.Weights(model), weight => Assert.Equal(before[weight.Key], weight.Value));
        Assert.All(NanoModel.Gradients(model), gradient => Assert.All(gradient.Value, value => Assert.Equal(0, value)));
    }

    [Fact]
    public void The_first_step_moves_each_number_by_the_rate_against_its_gradient_and_decays_matrices_only()
    {
        using var model = NanoModel.Create();
        var trainer = new Trainer(model, Presets.Load("nano") with { MaxGradNorm = 1e9 });
        var before = NanoModel.Weights(model);
        using (var other = NanoModel.Create())
        using (torch.NewDisposeScope())
        {
            foreach (var batch in Batches)
            {
                _ = other.Backward(batch, 1.0 / 18, 0);
            }

            _ = trainer.Update(Batches, Rate, CancellationToken.None);

            var (gradients, after) = (NanoModel.Gradients(other), NanoModel.Weights(model));
            foreach (var name in new[] { LlamaTensors.Down(0), LlamaTensors.FinalNorm })
            {
                var decay = name == LlamaTensors.FinalNorm ? 1 : 1 - (Rate * 0.1);
                // A gradient near AdamW's epsilon moves its number less.
                var moved = Enumerable.Range(0, before[name].Length).Where(i => Math.Abs(gradients[name][i]) > 1e-5f).ToList();
                Assert.NotEmpty(moved);
                Assert.All(moved, i => Assert.Equal((before[name][i] * decay) - (Rate * Math.Sign(gradients[name][i])), after[name][i], 2e-5));
            }
        }
    }

    [Fact]
    public void Long_gradients_are_shortened_to_the_limit()
    {
        using var model = NanoModel.Create();
        var trainer = new Trainer(model, Presets.Load("nano") with { MaxGradNorm = 0.01 });

        var (_, length) = trainer.Update(Batches, Rate, CancellationToken.None);

        // The first moment is a tenth of the gradient that the step was made with.
        using var scope = torch.NewDisposeScope();
        var clipped = Math.Sqrt(model.Trained.Sum(block => block.First!.mul(10).square().sum().item<float>()));
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
    public void The_loss_counts_the_chosen_positions_alone_and_is_that_of_the_logits()
    {
        using var model = NanoModel.Create();
        var trainer = NanoModel.Trainer(model);
        using var scope = torch.NewDisposeScope();
        // More than one chunk, and not every position.
        var batch = new Batch(
            NanoModel.Tokens(1000), [400, 600], [.. Enumerable.Range(0, 700).Select(i => (long)i + 150)], NanoModel.Tokens(700, "targets"));

        var sum = model.Backward(batch, 1.0 / 700, 0).item<double>();
        var logits = model.Logits(batch.Inputs, batch.Lengths).index_select(0, torch.tensor(batch.Positions));
        var wanted = torch.nn.functional.cross_entropy(logits, torch.tensor(batch.Targets));

        Assert.Equal(wanted.item<float>(), sum / 700, 1e-4);
        Assert.Equal(sum / 700, trainer.Evaluate([batch]), 1e-6);
    }
}
