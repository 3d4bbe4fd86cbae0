using System.Diagnostics;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;
using static TorchSharp.torch;

namespace TreasureMarkers.Training;

/// <summary>Training speed of a model's shape, with random weights, beside the machine's matrix rate, measured in turns.</summary>
internal sealed class TrainingBench : IDisposable
{
    private const int MatrixRows = 1024;
    private const int Repetitions = 2;

    // Documents as people's data has them: many short ones, a few long ones; 2048 tokens together. The second half of each has loss.
    private static readonly int[] Lengths = [64, 384, 128, 96, 256, 160, 512, 192, 48, 208];
    private readonly TrainingConfig _config;
    private readonly Decoder _model;
    private readonly Trainer _trainer;
    private readonly Batch[] _batches;

    /// <summary>Makes the model and the batches of one update, of random tokens.</summary>
    /// <param name="config">Shape, method, sizes of update and pass, and precision.</param>
    /// <param name="recompute">Whether activations are computed twice.</param>
    public TrainingBench(TrainingConfig config, bool recompute)
    {
        _config = config;
        _model = new Decoder(config.Model, new RandomWeights(config.Model), config.Precision, CPU, config.FineTuning) { Recompute = recompute };
        _trainer = new Trainer(_model, config);
        var random = SplitMix64.For(1, 0, "bench");
        int[] lengths = [.. Lengths.Select(length => Math.Min(length, Math.Min(config.Model.MaxPositionEmbeddings, config.PackedLength)))];
        var documents = Enumerable.Range(0, Math.Max(1, config.BatchTokens / lengths.Sum())).SelectMany(_ => lengths).Select(length =>
        {
            int[] tokens = [.. Enumerable.Range(0, length + 1).Select(_ => random.NextInt(config.Model.VocabSize))];
            return new Batch.Document(tokens, length / 2, length / 2, length);
        });
        _batches = Batch.Pack(documents, config.PackedLength);
    }

    /// <summary>Measures updates and matrix products in turns, so that both meet the same disturbances of a shared machine.</summary>
    /// <param name="rounds">Turns of each.</param>
    /// <param name="report">Told after every round.</param>
    public TrainingBenchResult Run(int rounds, Action<string> report)
    {
        _ = Update();
        var turns = new List<(double Tokens, double Matrix)>();
        for (var round = 1; round <= rounds; round++)
        {
            turns.Add((Update(), MatrixGflops()));
            report($"round {round} of {rounds}: {turns[^1].Tokens:#,0} tokens/s, matrix products {turns[^1].Matrix:0} GFLOP/s");
        }

        var tokens = turns.Select(turn => turn.Tokens).Order().ToArray();
        var matrix = turns.Max(turn => turn.Matrix);
        var gflops = tokens[^1] * Flops() / _batches.Sum(batch => batch.Inputs.LongLength) / 1e9;
        var median = (tokens[tokens.Length / 2] + tokens[(tokens.Length - 1) / 2]) / 2;
        return new TrainingBenchResult(
            _config.Model.Preset, _config.FineTuning?.Describe() ?? "in full", LlamaTensors.ParameterCount(_config.Model),
            _model.Trained.Sum(block => block.Master!.numel()), Math.Round(median, 1), Math.Round(tokens[0], 1), Math.Round(tokens[^1], 1),
            Math.Round(matrix, 1), Math.Round(gflops, 1), Math.Round(gflops / matrix, 3), PeakMegabytes(), _config.Precision, _config.BatchTokens,
            _config.PackedLength, _model.Recompute, rounds, get_num_threads(), Environment.ProcessorCount);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private double Update()
    {
        var clock = Stopwatch.StartNew();
        _ = _trainer.Update(_batches, learningRate: 1e-5, CancellationToken.None);
        return _batches.Sum(batch => batch.Inputs.LongLength) / clock.Elapsed.TotalSeconds;
    }

    // What the machine can do with this model at most: the best product of some rows with one of its matrices.
    private double MatrixGflops()
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var type = _config.Precision == MatrixPrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        return LlamaTensors.Of(_config.Model).Where(tensor => tensor.IsMatrix).Select(tensor => (tensor.Shape[0], tensor.Shape[1])).Distinct().Max(shape =>
        {
            var (outputs, inputs) = shape;
            using var some = NewDisposeScope();
            var (x, weight) = (ones([MatrixRows, inputs], type), ones([outputs, inputs], type).t());
            x.mm(weight).Dispose();
            return Enumerable.Range(0, 3).Max(_ =>
            {
                var clock = Stopwatch.StartNew();
                for (var i = 0; i < Repetitions; i++)
                {
                    using var product = x.mm(weight);
                }

                return 2.0 * MatrixRows * inputs * outputs * Repetitions / clock.Elapsed.TotalSeconds / 1e9;
            });
        });
    }

    // What one update needs, without padding and without what is computed twice: two operations a weight and token forward, as many for
    // the gradient of what went in, as many for that of the weight where it trains; attention to the tokens up to one's own.
    private double Flops()
    {
        var (model, tuning) = (_config.Model, _config.FineTuning ?? new FineTuning());
        var (tokens, targets) = (_batches.Sum(batch => (double)batch.Inputs.Length), _batches.Sum(batch => (double)batch.Targets.Length));
        var pairs = _batches.SelectMany(batch => batch.Lengths).Sum(length => length * (length + 1.0) / 2);
        var first = tuning.FirstLayer(model);
        var flops = 0.0;
        foreach (var tensor in LlamaTensors.Of(model).Where(tensor => tensor.IsMatrix && (tensor.Name != LlamaTensors.Embedding || model.TieWordEmbeddings)))
        {
            var (isHead, once) = (tensor.Name == LlamaTensors.OutputOf(model), 2.0 * tensor.Count);
            var passes = 1 + (isHead || LayerOf(tensor.Name) >= first ? 1 : 0) + (tuning.Trains(model, tensor.Name) ? 1 : 0);
            flops += once * passes * (isHead ? targets : tokens);
        }

        flops += _model.Trained.Where(block => block.Names.All(AdapterNames.Is) && block.Names.Any(name => name.Contains(".lora_", StringComparison.Ordinal)))
            .Sum(block => 6.0 * block.Master!.numel()) * tokens;
        return flops + (4.0 * pairs * model.NumAttentionHeads * model.HeadDim * (model.NumHiddenLayers + (2.0 * (model.NumHiddenLayers - first))));
    }

    private static int LayerOf(string name) => int.Parse(name.Split('.')[2], System.Globalization.CultureInfo.InvariantCulture);

    private static long PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1_000_000;
    }

    // One tensor at a time, so that the peak is that of training.
    private sealed class RandomWeights(ModelConfiguration model) : IModelWeights
    {
        private readonly Dictionary<string, long> _counts = LlamaTensors.Of(model).ToDictionary(tensor => tensor.Name, tensor => tensor.Count);

        public float[] Read(string name)
        {
            var random = SplitMix64.For(1, 0, name);
            var values = new float[_counts[name]];
            if (name.Contains("norm", StringComparison.Ordinal))
            {
                Array.Fill(values, 1f);
                return values;
            }

            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)((random.NextDouble() - 0.5) * 0.06);
            }

            return values;
        }

        public QuantizedTensor? ReadBlocks(string name) => null;

        public void Dispose()
        {
        }
    }
}

/// <summary>What bench/train/latest.json holds. Rates are tokens per second; the median over the rounds unless said otherwise.</summary>
/// <param name="Model">The preset or base whose shape it is.</param>
/// <param name="Method">What is trained.</param>
/// <param name="Parameters">The model's.</param>
/// <param name="TrainedParameters">Those that train.</param>
/// <param name="TokensPerSecond">The model's.</param>
/// <param name="LeastTokensPerSecond">The worst round.</param>
/// <param name="MostTokensPerSecond">The best round.</param>
/// <param name="MatrixGflops">The machine's best rate of a product of 1,024 rows with one of the model's matrices, in the same precision.</param>
/// <param name="TrainingGflops">The arithmetic of the best round that the model needs.</param>
/// <param name="ShareOfMatrixRate">That, over the matrix rate.</param>
/// <param name="PeakMegabytes">Memory of the whole process, at most.</param>
/// <param name="Precision">Of the matrix products.</param>
/// <param name="BatchTokens">Tokens of one update.</param>
/// <param name="PassTokens">Tokens of one pass.</param>
/// <param name="Recompute">Whether activations are computed twice.</param>
/// <param name="Rounds">Turns of each.</param>
/// <param name="Threads">Of both.</param>
/// <param name="Cores">Of the machine.</param>
internal sealed record TrainingBenchResult(
    string Model,
    string Method,
    long Parameters,
    long TrainedParameters,
    double TokensPerSecond,
    double LeastTokensPerSecond,
    double MostTokensPerSecond,
    double MatrixGflops,
    double TrainingGflops,
    double ShareOfMatrixRate,
    long PeakMegabytes,
    MatrixPrecision Precision,
    int BatchTokens,
    int PassTokens,
    bool Recompute,
    int Rounds,
    int Threads,
    int Cores)
{
    /// <summary>One line.</summary>
    public override string ToString() =>
        $"{Model}, {Method}: {TokensPerSecond:#,0} tokens/s (rounds {LeastTokensPerSecond:#,0} to {MostTokensPerSecond:#,0}); the best is "
        + $"{ShareOfMatrixRate:0%} of the {MatrixGflops:0} GFLOP/s of a matrix product here; {PeakMegabytes / 1000.0:0.0} GB at most; "
        + $"{TrainedParameters / 1e6:0.0} of {Parameters / 1e6:0.0} million weights train.";
}
