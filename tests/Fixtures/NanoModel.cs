using TorchSharp;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training;

namespace TreasureMarkers.Fixtures;

/// <summary>Models of preset nano with a vocabulary of 64, and tokens for them.</summary>
internal static class NanoModel
{
    public const int Vocabulary = 64;

    public static ModelConfiguration Shape { get; } = Presets.Model("nano", Vocabulary);

    public static Decoder Create(MatrixPrecision precision = MatrixPrecision.Fp32, long seed = 1) =>
        new(Shape, new MemoryWeights(WeightInitializer.Create(Shape, deviation: 0.02, seed)), precision, torch.CPU);

    public static Trainer Trainer(Decoder model) => new(model, Presets.Load("nano"));

    public static long[] Tokens(int count, string key = "tokens")
    {
        var random = SplitMix64.For(7, 0, key);
        var tokens = new long[count];
        for (var i = 0; i < count; i++)
        {
            tokens[i] = random.NextInt(Vocabulary);
        }

        return tokens;
    }

    /// <summary>Packs documents with loss on every token.</summary>
    public static Batch Batch(params int[][] documents) =>
        Training.Batch.Of([.. documents.Select(tokens => new Batch.Document(tokens, LossStart: 1, TextStart: 1, Room: tokens.Length - 1))]);

    public static float[] Logits(Decoder model, long[] tokens, params int[] lengths)
    {
        using var inference = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        return model.Logits(torch.tensor(tokens), lengths).data<float>().ToArray();
    }

    public static float LargestDifference(IReadOnlyList<float> left, IReadOnlyList<float> right)
    {
        Assert.Equal(left.Count, right.Count);
        return left.Zip(right, (a, b) => MathF.Abs(a - b)).Max();
    }
}
