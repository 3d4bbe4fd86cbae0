using TorchSharp;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training.Tests;

public sealed class TrainerTests
{
    private static readonly PackedBlock[] Batch =
    [
        PackedBlock.Create([(default, NanoModel.Example(1, 7, 3, 9, 12, 40, 2)), (default, NanoModel.Example(1, 33, 8, 8, 21, 2))]),
        PackedBlock.Create([(default, NanoModel.Example(1, 50, 51, 52, 53, 54, 55, 2))]),
    ];

    [Theory]
    [InlineData(MatrixPrecision.Fp32)]
    [InlineData(MatrixPrecision.Bf16)]
    public void A_nano_model_learns_three_sentences_by_heart(MatrixPrecision precision)
    {
        using var model = NanoModel.Create(precision);
        using var optimizer = new AdamW(model);
        var trainer = new Trainer(model, optimizer);

        for (var step = 0; step < 80; step++)
        {
            _ = trainer.Update(Batch, learningRate: 3e-3, CancellationToken.None);
        }

        // The first token after <|bos|> is one of three: a third of the sentences' uncertainty cannot be learned.
        Assert.InRange(trainer.Evaluate(Batch), 0, (3 * Math.Log(3) / 18) + 0.05);
    }

    [Fact]
    public void Updates_leave_no_tensor_behind()
    {
        using var model = NanoModel.Create();
        using var optimizer = new AdamW(model);
        var trainer = new Trainer(model, optimizer);
        _ = trainer.Update(Batch, 1e-3, CancellationToken.None);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var step = 0; step < 25; step++)
        {
            _ = trainer.Update(Batch, 1e-3, CancellationToken.None);
            _ = trainer.Evaluate(Batch);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_cancelled_update_changes_nothing()
    {
        using var model = NanoModel.Create();
        using var optimizer = new AdamW(model);
        var trainer = new Trainer(model, optimizer);
        _ = trainer.Update(Batch, 1e-3, CancellationToken.None);
        var loss = trainer.Evaluate(Batch);

        Assert.Throws<OperationCanceledException>(() => trainer.Update(Batch, 1e-3, new CancellationToken(canceled: true)));

        Assert.Equal(loss, trainer.Evaluate(Batch));
        Assert.Equal(1, optimizer.Updates);
    }

    [Fact]
    public void The_split_of_a_batch_into_blocks_does_not_change_the_update()
    {
        double Train(params PackedBlock[] blocks)
        {
            using var model = NanoModel.Create();
            using var optimizer = new AdamW(model);
            var trainer = new Trainer(model, optimizer);
            _ = trainer.Update(blocks, 1e-3, CancellationToken.None);
            return trainer.Evaluate(Batch);
        }

        var joined = PackedBlock.Create(
        [
            (default, NanoModel.Example(1, 7, 3, 9, 12, 40, 2)), (default, NanoModel.Example(1, 33, 8, 8, 21, 2)), (default, NanoModel.Example(1, 50, 51, 52, 53, 54, 55, 2)),
        ]);

        Assert.Equal(Train(Batch), Train(joined), 1e-5);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run()
    {
        using var model = NanoModel.Create();
        using var optimizer = new AdamW(model);
        using (torch.no_grad())
        {
            model.Weights[LlamaTensors.FinalNorm].fill_(float.NaN);
        }

        var error = Assert.Throws<CommandException>(() => new Trainer(model, optimizer).Update(Batch, 1e-3, CancellationToken.None));

        Assert.Contains("--learning-rate", error.Message, StringComparison.Ordinal);
    }
}
