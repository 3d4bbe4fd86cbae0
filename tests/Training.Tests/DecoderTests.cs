using TorchSharp;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training.Tests;

public sealed class DecoderTests
{
    [Fact]
    public void Packed_documents_have_the_logits_that_they_have_alone()
    {
        using var model = NanoModel.Create();
        var (first, second, third) = (NanoModel.Tokens(17, "a"), NanoModel.Tokens(5, "b"), NanoModel.Tokens(40, "c"));

        var packed = NanoModel.Logits(model, [.. first, .. second, .. third], 17, 5, 40);

        float[] alone =
        [
            .. NanoModel.Logits(model, first, 17), .. NanoModel.Logits(model, second, 5), .. NanoModel.Logits(model, third, 40),
        ];
        Assert.InRange(NanoModel.LargestDifference(packed, alone), 0, 1e-5f);
    }

    [Fact]
    public void Logits_depend_on_every_earlier_token_and_on_no_later_one()
    {
        using var model = NanoModel.Create();
        var tokens = NanoModel.Tokens(12);
        long[] changed = [.. tokens];
        changed[6] = (changed[6] + 1) % NanoModel.Vocabulary;

        var (before, after) = (NanoModel.Logits(model, tokens, 12), NanoModel.Logits(model, changed, 12));

        var atChange = 6 * NanoModel.Vocabulary;
        Assert.Equal(0, NanoModel.LargestDifference(before[..atChange], after[..atChange]));
        for (var position = 6; position < 12; position++)
        {
            var row = (position * NanoModel.Vocabulary)..((position + 1) * NanoModel.Vocabulary);
            Assert.NotEqual(before[row], after[row]);
        }
    }

    [Fact]
    public void The_order_of_earlier_tokens_matters()
    {
        using var model = NanoModel.Create();

        var (one, other) = (NanoModel.Logits(model, [3, 9, 5], 3), NanoModel.Logits(model, [9, 3, 5], 3));

        Assert.True(NanoModel.LargestDifference(one[^NanoModel.Vocabulary..], other[^NanoModel.Vocabulary..]) > 1e-4f);
    }

    [Fact]
    public void Bf16_products_stay_near_the_fp32_ones()
    {
        using var exact = NanoModel.Create();
        using var fast = NanoModel.Create(MatrixPrecision.Bf16);
        var tokens = NanoModel.Tokens(64);

        var (wanted, got) = (NanoModel.Logits(exact, tokens, 64), NanoModel.Logits(fast, tokens, 64));

        // bfloat16 keeps 8 bits; two layers add a few roundings.
        Assert.InRange(NanoModel.LargestDifference(wanted, got), 0, 0.03f * wanted.Max(MathF.Abs));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(0, 4)]
    public void Lengths_that_do_not_fit_the_tokens_are_refused(params int[] lengths)
    {
        using var model = NanoModel.Create();
        using var tokens = torch.tensor(NanoModel.Tokens(4));

        Assert.Throws<ArgumentException>(() => model.forward(tokens, lengths));
    }

    [Fact]
    public void Weights_of_another_preset_are_refused()
    {
        var weights = new MemoryWeights(WeightInitializer.Create(Presets.Model("nano", 32), 0.02, seed: 1));

        var error = Assert.Throws<CommandException>(() => new Decoder(NanoModel.Shape, weights, MatrixPrecision.Fp32, torch.CPU));

        Assert.Contains(LlamaTensors.Embedding, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Components_have_the_names_and_shapes_of_the_model_s_tensors()
    {
        using var model = NanoModel.Create();

        Assert.Equal(
            LlamaTensors.Of(NanoModel.Shape).ToDictionary(weight => weight.Name, weight => weight.Shape),
            model.Weights.ToDictionary(weight => weight.Key, weight => weight.Value.shape));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        IReadOnlyDictionary<string, float[]> Create(long seed) => WeightInitializer.Create(NanoModel.Shape, 0.02, seed);

        var (one, same, other) = (Create(1), Create(1), Create(2));

        Assert.All(one, weight => Assert.Equal(weight.Value, same[weight.Key]));
        Assert.NotEqual(one[LlamaTensors.Query(0)], other[LlamaTensors.Query(0)]);
    }
}
