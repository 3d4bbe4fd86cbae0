using TorchSharp;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training.Tests;

public sealed class DecoderTests
{
    public static TheoryData<string> Families => PlainDecoder.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void Logits_are_those_of_the_family_s_rules_read_plainly(string family)
    {
        var shape = PlainDecoder.Family(family);
        var weights = new MemoryWeights(PlainDecoder.RandomWeights(shape));
        using var model = new Decoder(shape, weights, MatrixPrecision.Fp32, torch.CPU);
        var plain = new PlainDecoder(shape, weights);
        var (first, second) = (NanoModel.Tokens(45, "a", shape.VocabSize), NanoModel.Tokens(19, "b", shape.VocabSize));

        var logits = NanoModel.Logits(model, [.. first, .. second], first.Length, second.Length);

        var wanted = plain.Logits(first).Concat(plain.Logits(second)).SelectMany(row => row).Select(value => (float)value).ToArray();
        Assert.InRange(NanoModel.LargestDifference(wanted, logits), 0, 2e-4f);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Gradients_are_those_of_finite_differences(string family)
    {
        var shape = PlainDecoder.Family(family);
        var weights = PlainDecoder.RandomWeights(shape);
        using var model = new Decoder(shape, new MemoryWeights(weights), MatrixPrecision.Fp32, torch.CPU);
        var tokens = NanoModel.Tokens(13, "a", shape.VocabSize);
        var batch = new Batch(tokens, [13], [4, 7, 8, 12], [3, 1, 52, 0]);

        using var scope = torch.NewDisposeScope();
        var sum = model.Backward(batch, 1, pass: 0).item<double>();

        (int, long)[] targets = [(4, 3), (7, 1), (8, 52), (12, 0)];
        Assert.Equal(new PlainDecoder(shape, new MemoryWeights(weights)).Loss(tokens, targets), sum, 1e-3);
        var gradients = NanoModel.Gradients(model);
        var wrong = new List<string>();
        foreach (var tensor in LlamaTensors.Of(shape))
        {
            // The steepest number of each tensor, moved a little to both sides.
            var gradient = gradients[tensor.Name];
            var steepest = Enumerable.Range(0, gradient.Length).MaxBy(i => Math.Abs(gradient[i]));
            double Moved(float by)
            {
                float[] changed = [.. weights[tensor.Name]];
                changed[steepest] += by;
                return new PlainDecoder(shape, new MemoryWeights(new Dictionary<string, float[]>(weights) { [tensor.Name] = changed })).Loss(tokens, targets);
            }

            var slope = (Moved(0.0005f) - Moved(-0.0005f)) / 0.001;
            if (Math.Abs(slope - gradient[steepest]) > 0.01 * Math.Abs(slope))
            {
                wrong.Add($"{tensor.Name}[{steepest}]: {gradient[steepest]}, by differences {slope}");
            }
        }

        Assert.Empty(wrong);
    }

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

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen3")]
    public void Writing_token_by_token_takes_the_likeliest_ones_of_the_whole_pass(string family)
    {
        var shape = PlainDecoder.Family(family);
        using var model = new Decoder(shape, new MemoryWeights(PlainDecoder.RandomWeights(shape)), MatrixPrecision.Fp32, torch.CPU);
        var (left, right) = (NanoModel.Tokens(30, "a", shape.VocabSize), NanoModel.Tokens(30, "b", shape.VocabSize));
        using var writer = model.Write(texts: 2, length: 30);

        using var scope = torch.NewDisposeScope();
        var written = Enumerable.Range(0, 30).Select(i => writer.Next(torch.tensor([left[i], right[i]])).argmax(1).data<long>().ToArray()).ToArray();

        long[] Likeliest(long[] tokens) =>
            [.. NanoModel.Logits(model, tokens, 30).Chunk(shape.VocabSize).Select(row => (long)Array.IndexOf(row, row.Max()))];
        Assert.Equal(Likeliest(left), written.Select(pair => pair[0]));
        Assert.Equal(Likeliest(right), written.Select(pair => pair[1]));
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

    [Fact]
    public void Bf16_gradients_stay_near_the_fp32_ones()
    {
        using var exact = NanoModel.Create();
        using var fast = NanoModel.Create(MatrixPrecision.Bf16);
        using var scope = torch.NewDisposeScope();
        var batch = NanoModel.Batch([.. NanoModel.Tokens(90).Select(token => (int)token)], [.. NanoModel.Tokens(33, "b").Select(token => (int)token)]);

        var (sum, rounded) = (exact.Backward(batch, 0.01, 0).item<double>(), fast.Backward(batch, 0.01, 0).item<double>());

        Assert.Equal(sum, rounded, 0.01 * sum);
        var (wanted, got) = (NanoModel.Gradients(exact), NanoModel.Gradients(fast));
        foreach (var (name, gradient) in wanted)
        {
            double Length(IEnumerable<float> values) => Math.Sqrt(values.Sum(value => (double)value * value));
            Assert.True(Length(gradient.Zip(got[name], (a, b) => a - b)) < 0.05 * Length(gradient), name);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(0, 4)]
    public void Lengths_that_do_not_fit_the_tokens_are_refused(params int[] lengths)
    {
        using var model = NanoModel.Create();

        Assert.Throws<ArgumentException>(() => model.Logits(NanoModel.Tokens(4), lengths));
    }

    [Fact]
    public void Weights_of_another_preset_are_refused()
    {
        var weights = new MemoryWeights(WeightInitializer.Create(Presets.Model("nano", 32), 0.02, seed: 1));

        var error = Assert.Throws<CommandException>(() => new Decoder(NanoModel.Shape, weights, MatrixPrecision.Fp32, torch.CPU));

        Assert.Contains(LlamaTensors.Embedding, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Weights_have_the_names_and_sizes_of_the_model_s_tensors(string family)
    {
        var shape = PlainDecoder.Family(family);
        using var model = new Decoder(shape, new MemoryWeights(PlainDecoder.RandomWeights(shape)), MatrixPrecision.Fp32, torch.CPU);

        Assert.Equal(
            LlamaTensors.Of(shape).ToDictionary(weight => weight.Name, weight => (int)weight.Count),
            NanoModel.Weights(model).ToDictionary(weight => weight.Key, weight => weight.Value.Length));
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
