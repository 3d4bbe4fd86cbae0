using TorchSharp;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training;
using TreasureMarkers.Training.Kernels;

namespace TreasureMarkers.Fixtures;

/// <summary>Models of preset nano with a vocabulary of 64, and tokens for them.</summary>
internal static class NanoModel
{
    public const int Vocabulary = 64;

    public static ModelConfiguration Shape { get; } = Presets.Model("nano", Vocabulary);

    public static Decoder Create(MatrixPrecision precision = MatrixPrecision.Fp32, long seed = 1, FineTuning? tuning = null, double deviation = 0.02) =>
        new(Shape, new MemoryWeights(WeightInitializer.Create(Shape, deviation, seed)), precision, torch.CPU, tuning);

    public static Trainer Trainer(Decoder model) => new(model, Presets.Load("nano"));

    public static long[] Tokens(int count, string key = "tokens", int vocabulary = Vocabulary)
    {
        var random = SplitMix64.For(7, 0, key);
        var tokens = new long[count];
        for (var i = 0; i < count; i++)
        {
            tokens[i] = random.NextInt(vocabulary);
        }

        return tokens;
    }

    /// <summary>Packs documents with loss on every token.</summary>
    public static Batch Batch(params int[][] documents) =>
        Training.Batch.Of([.. documents.Select(tokens => new Batch.Document(tokens, LossStart: 1, TextStart: 1, Room: tokens.Length - 1))]);

    public static float[] Logits(Decoder model, long[] tokens, params int[] lengths)
    {
        using var scope = torch.NewDisposeScope();
        return model.Logits(tokens, lengths).data<float>().ToArray();
    }

    /// <summary>What a model's trained weights are, by name.</summary>
    public static Dictionary<string, float[]> Weights(Decoder model) => Read(model, block => block.Master!);

    /// <summary>The gradients of a model's trained weights, by name.</summary>
    public static Dictionary<string, float[]> Gradients(Decoder model) => Read(model, block => block.Gradient!);

    /// <summary>Every weight as products see it, trained or not, by name.</summary>
    public static Dictionary<string, float[]> Working(Decoder model) => Read(model, block => block.Working, all: true);

    public static float LargestDifference(IReadOnlyList<float> left, IReadOnlyList<float> right)
    {
        Assert.Equal(left.Count, right.Count);
        return left.Zip(right, (a, b) => MathF.Abs(a - b)).Max();
    }

    private static Dictionary<string, float[]> Read(Decoder model, Func<WeightBlock, torch.Tensor> part, bool all = false)
    {
        using var scope = torch.NewDisposeScope();
        return model.Blocks.Where(block => all || block.IsTrained)
            .SelectMany(block => block.Names.Select(name => (name, block.View(part(block), name))))
            .ToDictionary(weight => weight.name, weight => weight.Item2.to_type(torch.ScalarType.Float32).cpu().data<float>().ToArray());
    }
}
