using System.Diagnostics;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;
using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <summary>Training speed of preset small beside the machine's matrix rate, measured in turns.</summary>
internal sealed class TrainingBench : IDisposable
{
    private const int Vocabulary = 8192;
    private const int Batches = 4;
    private const int MatrixSize = 1024;
    private const int Products = 20;

    // Documents as the tiny data profile has them: many short ones, a few long ones; 2048 tokens together.
    private static readonly int[] Lengths = [64, 384, 128, 96, 256, 160, 512, 192, 48, 208];
    private readonly TrainingConfig _config;
    private readonly Decoder _model;
    private readonly Trainer _trainer;
    private readonly Batch[] _batches = [.. Enumerable.Range(0, Batches).Select(RandomBatch)];

    /// <summary>Makes the model and the batches of one update, of random tokens.</summary>
    public TrainingBench(MatrixPrecision precision)
    {
        _config = Presets.Load("small") with { Model = Presets.Model("small", Vocabulary), Precision = precision };
        _model = new Decoder(
            _config.Model, new MemoryWeights(WeightInitializer.Create(_config.Model, _config.InitializerRange, seed: 1)), precision, CPU);
        _trainer = new Trainer(_model, _config);
    }

    private static int TokensPerUpdate => Batches * Lengths.Sum();

    /// <summary>Measures updates and matrix products in turns, so that both meet the same disturbances of a shared machine.</summary>
    /// <param name="rounds">Turns of each.</param>
    /// <param name="updates">Updates in a turn.</param>
    /// <param name="threads">Of both; only reported.</param>
    /// <param name="report">Told after every round.</param>
    public TrainingBenchResult Run(int rounds, int updates, int threads, Action<string> report)
    {
        _ = TokensPerSecond(1);
        var turns = new List<(double Tokens, double Matrix)>();
        var type = _config.Precision == MatrixPrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        for (var round = 1; round <= rounds; round++)
        {
            turns.Add((TokensPerSecond(updates), MatrixGflops(type)));
            report($"round {round} of {rounds}: {turns[^1].Tokens:#,0} tokens/s, matrix products {turns[^1].Matrix:0} GFLOP/s");
        }

        var tokens = turns.Select(turn => turn.Tokens).Order().ToArray();
        var (matrix, gflops) = (turns.Max(turn => turn.Matrix), tokens[^1] * FlopsPerToken() / 1e9);
        var median = (tokens[tokens.Length / 2] + tokens[(tokens.Length - 1) / 2]) / 2;
        return new TrainingBenchResult(
            Math.Round(median), Math.Round(tokens[0]), Math.Round(tokens[^1]), Math.Round(matrix, 1), Math.Round(gflops, 1),
            Math.Round(gflops / matrix, 3), _config.Precision, rounds, threads, Environment.ProcessorCount);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
    }

    private double TokensPerSecond(int updates)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < updates; i++)
        {
            _ = _trainer.Update(_batches, learningRate: 1e-3, CancellationToken.None);
        }

        return updates * TokensPerUpdate / clock.Elapsed.TotalSeconds;
    }

    // What the machine can do at most: the best of some timings of one large product.
    private static double MatrixGflops(ScalarType type)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var (left, right) = (ones([MatrixSize, MatrixSize], type), ones([MatrixSize, MatrixSize], type));
        return Enumerable.Range(0, 6).Max(_ =>
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < Products; i++)
            {
                using var product = left.matmul(right);
            }

            return 2.0 * MatrixSize * MatrixSize * MatrixSize * Products / clock.Elapsed.TotalSeconds / 1e9;
        });
    }

    // Forward and twice that backward: two operations a weight and token, and the two products of attention.
    private double FlopsPerToken()
    {
        var model = _config.Model;
        var matrices = LlamaTensors.Of(model).Where(weight => weight.Shape.Length == 2).Sum(weight => (double)weight.Shape[0] * weight.Shape[1]);
        var attended = Lengths.Sum(length => (double)length * length) / Lengths.Sum();
        return 3 * ((2 * matrices) + (4 * attended * model.NumAttentionHeads * model.HeadDim * model.NumHiddenLayers));
    }

    private static Batch RandomBatch(int number)
    {
        var random = SplitMix64.For(1, number, "bench");
        var documents = Lengths.Select(length => Enumerable.Range(0, length + 1).Select(_ => random.NextInt(Vocabulary)).ToArray());
        return Batch.Of([.. documents.Select(tokens => new Batch.Document(tokens, LossStart: 1, TextStart: 1, Room: tokens.Length - 1))]);
    }
}

/// <summary>What bench/train/latest.json holds. Rates are tokens per second; the median over the rounds unless said otherwise.</summary>
/// <param name="TokensPerSecond">The model's.</param>
/// <param name="LeastTokensPerSecond">The worst round.</param>
/// <param name="MostTokensPerSecond">The best round.</param>
/// <param name="MatrixGflops">The machine's best rate of matrix products in the same precision.</param>
/// <param name="TrainingGflops">The arithmetic of the best round that the model needs.</param>
/// <param name="ShareOfMatrixRate">That, over the matrix rate.</param>
/// <param name="Precision">Of the matrix products.</param>
/// <param name="Rounds">Turns of each.</param>
/// <param name="Threads">Of both.</param>
/// <param name="Cores">Of the machine.</param>
internal sealed record TrainingBenchResult(
    double TokensPerSecond,
    double LeastTokensPerSecond,
    double MostTokensPerSecond,
    double MatrixGflops,
    double TrainingGflops,
    double ShareOfMatrixRate,
    MatrixPrecision Precision,
    int Rounds,
    int Threads,
    int Cores);
