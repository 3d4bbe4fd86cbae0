using TorchSharp;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training.Tests;

public sealed class FineTuningTests
{
    public static TheoryData<string> Families => PlainDecoder.Families;

    private static readonly FineTuning Lora = new() { Method = TrainingMethod.Lora, Rank = 4, Alpha = 8 };
    private static readonly int[] Added = [61, 62, 63];

    // Ten rows, each with words of its own and one of the added tokens.
    private static readonly Batch[] Rows =
    [
        NanoModel.Batch([.. Enumerable.Range(0, 5).Select(Row)]), NanoModel.Batch([.. Enumerable.Range(5, 5).Select(Row)]),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lora_learns_ten_rows_by_heart_and_leaves_the_base_as_it_is(bool bf16)
    {
        // Embeddings as large as a real base's: the output layer does not train, so its logits could not tell tokens apart otherwise.
        using var model = NanoModel.Create(
            bf16 ? MatrixPrecision.Bf16 : MatrixPrecision.Fp32, tuning: Lora with { Rank = 16, Alpha = 32, TrainedTokens = Added }, deviation: 0.2);
        var before = NanoModel.Working(model);
        var trainer = new Trainer(model, Presets.Load("nano"));

        var first = trainer.Evaluate(Rows);
        for (var step = 0; step < 250; step++)
        {
            _ = trainer.Update(Rows, 1e-2, CancellationToken.None);
        }

        Assert.True(first > 3.5, $"{first}");
        // Which of ten rows it is shows at their second token.
        Assert.InRange(trainer.Evaluate(Rows), 0, (10 * Math.Log(10) / 70) + 0.1);
        foreach (var (name, values) in NanoModel.Working(model).Where(weight => !AdapterNames.Is(weight.Key)))
        {
            var trained = name == LlamaTensors.Embedding ? Added.Select(id => id * NanoModel.Shape.HiddenSize).ToList() : [];
            Assert.All(Enumerable.Range(0, values.Length), i => Assert.True(
                trained.Any(start => i >= start && i < start + NanoModel.Shape.HiddenSize) || values[i] == before[name][i], $"{name}[{i}]"));
        }
    }

    [Fact]
    public void Rows_of_added_tokens_train_as_inputs_and_as_targets_and_no_other_row_does()
    {
        using var model = NanoModel.Create(tuning: Lora with { TrainedTokens = Added });
        using var whole = NanoModel.Create();
        using var scope = torch.NewDisposeScope();

        _ = model.Backward(Rows[0], 1, 0);
        _ = whole.Backward(Rows[0], 1, 0);

        // Adapters begin at zero, so that everything's gradients are those of training in full.
        var rows = NanoModel.Gradients(model)[AdapterNames.Rows(LlamaTensors.Embedding)];
        var all = NanoModel.Gradients(whole)[LlamaTensors.Embedding];
        var width = NanoModel.Shape.HiddenSize;
        Assert.InRange(NanoModel.LargestDifference(all[(61 * width)..], rows), 0, 1e-5f);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Merged_weights_have_the_logits_of_base_and_adapters(string family)
    {
        var shape = PlainDecoder.Family(family);
        var weights = new MemoryWeights(PlainDecoder.RandomWeights(shape));
        var tuning = Lora with { Targets = ["q_proj", "v_proj", "down_proj"], TrainedTokens = [3, 52] };
        using var model = new Decoder(shape, weights, MatrixPrecision.Fp32, torch.CPU, tuning);
        var trainer = new Trainer(model, Presets.Load("nano"));
        var batch = new Batch(NanoModel.Tokens(30, "a", 53), [30], [3, 9, 20], [52, 3, 7]);
        for (var step = 0; step < 5; step++)
        {
            _ = trainer.Update([batch], 1e-2, CancellationToken.None);
        }

        using var merged = new Decoder(shape, RunExport.Merge(weights, "base", shape, tuning, NanoModel.Weights(model)), MatrixPrecision.Fp32, torch.CPU);
        using var untouched = new Decoder(shape, weights, MatrixPrecision.Fp32, torch.CPU);

        var logits = NanoModel.Logits(model, batch.Inputs, 30);
        Assert.InRange(NanoModel.LargestDifference(logits, NanoModel.Logits(merged, batch.Inputs, 30)), 0, 2e-4f);
        var moved = NanoModel.LargestDifference(logits, NanoModel.Logits(untouched, batch.Inputs, 30));
        Assert.True(moved > 0.01f, $"{moved}");
    }

    [Fact]
    public void The_last_layers_train_with_the_gradients_of_training_in_full_and_nothing_else_moves()
    {
        using var model = NanoModel.Create(tuning: new FineTuning { Method = TrainingMethod.LastLayers, LastLayers = 1, TrainedTokens = Added });
        using var whole = NanoModel.Create();
        var before = NanoModel.Working(model);
        using (torch.NewDisposeScope())
        {
            _ = model.Backward(Rows[0], 1, 0);
            _ = whole.Backward(Rows[0], 1, 0);
        }

        var (some, all) = (NanoModel.Gradients(model), NanoModel.Gradients(whole));
        _ = new Trainer(model, Presets.Load("nano")).Update(Rows, 1e-2, CancellationToken.None);

        var names = some.Keys.Where(name => !AdapterNames.Is(name)).ToList();
        Assert.Equal(all.Keys.Where(name => name.StartsWith("model.layers.1.", StringComparison.Ordinal) || name == LlamaTensors.FinalNorm).Order(), names.Order());
        Assert.All(names, name => Assert.InRange(NanoModel.LargestDifference(all[name], some[name]), 0, 1e-5f));
        var after = NanoModel.Working(model);
        Assert.All(before.Where(weight => weight.Key.StartsWith("model.layers.0.", StringComparison.Ordinal)), weight => Assert.Equal(weight.Value, after[weight.Key]));
        Assert.NotEqual(before[LlamaTensors.Query(1)], after[LlamaTensors.Query(1)]);
        Assert.NotEqual(before[LlamaTensors.Embedding][(61 * 64)..], after[LlamaTensors.Embedding][(61 * 64)..]);
        Assert.Equal(before[LlamaTensors.Embedding][..(61 * 64)], after[LlamaTensors.Embedding][..(61 * 64)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void Recomputing_activations_gives_the_same_gradients(double dropout)
    {
        Dictionary<string, float[]> Train(bool recompute)
        {
            using var model = NanoModel.Create(tuning: Lora with { Dropout = dropout });
            model.Recompute = recompute;
            var trainer = new Trainer(model, Presets.Load("nano"));
            for (var step = 0; step < 3; step++)
            {
                _ = trainer.Update(Rows, 1e-2, CancellationToken.None);
            }

            return NanoModel.Weights(model);
        }

        var (kept, again) = (Train(false), Train(true));

        Assert.All(kept, weight => Assert.Equal(weight.Value, again[weight.Key]));
    }

    [Fact]
    public void Dropout_of_adapters_has_the_gradients_of_what_it_computes()
    {
        // With the same pass the same inputs are dropped, so that a finite difference sees the same function.
        double Loss(float by, out float gradient)
        {
            using var model = NanoModel.Create(tuning: Lora with { Dropout = 0.4 });
            using var scope = torch.NewDisposeScope();
            var up = model.Trained.First(block => block.Names.Contains(AdapterNames.Up(LlamaTensors.Query(1))));
            using (torch.no_grad())
            {
                _ = up.Master!.fill_(0.02f);
                _ = up.Master[3, 1].add_(by);
            }

            var loss = model.Backward(Rows[0], 1, pass: 77).item<double>();
            gradient = NanoModel.Gradients(model)[AdapterNames.Up(LlamaTensors.Query(1))][(3 * 4) + 1];
            return loss;
        }

        var slope = (Loss(0.2f, out _) - Loss(-0.2f, out _)) / 0.4;
        _ = Loss(0, out var gradient);

        Assert.Equal(slope, gradient, (0.02 * Math.Abs(slope)) + 1e-4);
    }

    [Fact]
    public void Only_the_named_modules_have_adapters()
    {
        using var model = NanoModel.Create(tuning: Lora with { Targets = ["q_proj", "up_proj"] });

        Assert.Equal(
            ["mlp.up_proj.lora_A", "mlp.up_proj.lora_B", "self_attn.q_proj.lora_A", "self_attn.q_proj.lora_B"],
            NanoModel.Weights(model).Keys.Select(name => string.Join('.', name.Split('.')[5..8])).Distinct().Order());
    }

    private static int[] Row(int number) => [1, 3 + number, 20 + (3 * number), 61 + (number % 3), 21 + (2 * number), 60 - number, 40 + number, 2];
}
