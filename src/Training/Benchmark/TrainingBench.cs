using System.Diagnostics;
using System.Text.Json;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;
using static TorchSharp.torch;

namespace TreasureMarkers.Training.Benchmark;

/// <summary>Training speed of preset small beside the machine's matrix rate and beside the same model in Python's torch, taken in turns.</summary>
internal sealed class TrainingBench : IDisposable
{
    private const int Vocabulary = 8192;
    private const int Blocks = 4;
    // Documents as the tiny data profile has them: many short ones, a few long ones; 2048 tokens together.
    private static readonly int[] Lengths = [64, 384, 128, 96, 256, 160, 512, 192, 48, 208];
    private readonly ModelConfiguration _shape = ModelConfiguration.FromPreset("small", Vocabulary);
    private readonly MatrixPrecision _precision;
    private readonly Decoder _model;
    private readonly AdamW _optimizer;
    private readonly Trainer _trainer;
    private readonly PackedBlock[] _batch;

    /// <summary>Makes the model and one batch of random tokens.</summary>
    public TrainingBench(MatrixPrecision precision)
    {
        _precision = precision;
        _model = new Decoder(_shape, WeightInitializer.Create(_shape, seed: 1), precision, CPU);
        _optimizer = new AdamW(_model);
        _trainer = new Trainer(_model, _optimizer);
        _batch = [.. Enumerable.Range(0, Blocks).Select(RandomBlock)];
    }

    private static int TokensPerUpdate => Blocks * Lengths.Sum();

    /// <summary>Measures in turns, so that both meet the same disturbances of a shared machine.</summary>
    /// <param name="script">The reference.</param>
    /// <param name="rounds">Turns of each.</param>
    /// <param name="updates">Updates in a turn.</param>
    /// <param name="threads">Of both.</param>
    /// <param name="report">Told after every round.</param>
    public TrainingBenchResult Run(string script, int rounds, int updates, int threads, Action<string> report)
    {
        using var reference = ReferenceProcess.Start(script, Describe(threads));
        var matrix = (Fp32: MatrixRate.Measure(ScalarType.Float32), Bf16: MatrixRate.Measure(ScalarType.BFloat16));
        _ = Measure(1);
        _ = reference.Measure(1);
        var turns = new List<(double Ours, double Theirs)>();
        for (var round = 0; round < rounds; round++)
        {
            // Who goes first alternates, lest one always follow the other's warm caches.
            var oursFirst = round % 2 == 0;
            var ours = oursFirst ? Measure(updates) : 0;
            var theirs = updates * TokensPerUpdate / reference.Measure(updates);
            ours = oursFirst ? ours : Measure(updates);
            turns.Add((ours, theirs));
            matrix = (Math.Max(matrix.Fp32, MatrixRate.Measure(ScalarType.Float32)), Math.Max(matrix.Bf16, MatrixRate.Measure(ScalarType.BFloat16)));
            report($"round {round + 1} of {rounds}: {ours:#,0} tokens/s, python {theirs:#,0} tokens/s, ratio {ours / theirs:0.00}");
        }

        return TrainingBenchResult.Create(turns, matrix.Fp32, matrix.Bf16, FlopsPerToken(), _precision, threads);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
    }

    private double Measure(int updates)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < updates; i++)
        {
            _ = _trainer.Update(_batch, learningRate: 1e-3, CancellationToken.None);
        }

        return updates * TokensPerUpdate / clock.Elapsed.TotalSeconds;
    }

    // Forward and twice that backward: two operations a weight and token, and the two products of attention.
    private double FlopsPerToken()
    {
        var matrices = LlamaTensors.Of(_shape).Where(weight => weight.Shape.Length == 2).Sum(weight => (double)weight.Shape[0] * weight.Shape[1]);
        var attended = Lengths.Sum(length => (double)length * length) / Lengths.Sum();
        return 3 * ((2 * matrices) + (4 * attended * _shape.NumAttentionHeads * _shape.HeadDim * _shape.NumHiddenLayers));
    }

    private string Describe(int threads) => JsonSerializer.Serialize(
        new
        {
            shape = _shape,
            weights = LlamaTensors.Of(_shape).ToDictionary(weight => weight.Name, weight => weight.Shape),
            precision = _precision.ToString().ToLowerInvariant(),
            lengths = Lengths,
            blocks = Blocks,
            threads,
        },
        ModelFiles.Json);

    private static PackedBlock RandomBlock(int number)
    {
        var random = SplitMix64.For(1, number, "bench");
        var examples = Lengths.Select(length =>
        {
            var tokens = new int[length + 1];
            for (var i = 0; i < tokens.Length; i++)
            {
                tokens[i] = random.NextInt(Vocabulary);
            }

            return (default(ExampleReference), new Example(tokens, LossStart: 1, TextStart: 1, Room: length));
        });
        return PackedBlock.Create([.. examples]);
    }
}
