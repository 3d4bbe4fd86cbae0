using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Training.Benchmark;

/// <summary>What bench/train/latest.json holds. Rates are tokens per second; the median over the rounds unless said otherwise.</summary>
/// <param name="Ratio">Ours over Python's, round by round; the goal is 0.95 or more.</param>
/// <param name="LeastRatio">The worst round.</param>
/// <param name="MostRatio">The best round.</param>
/// <param name="TokensPerSecond">Ours.</param>
/// <param name="LeastTokensPerSecond">Our worst round.</param>
/// <param name="MostTokensPerSecond">Our best round.</param>
/// <param name="PythonTokensPerSecond">The same model in Python's torch.</param>
/// <param name="MatrixGflopsFp32">The machine's best rate of fp32 matrix products.</param>
/// <param name="MatrixGflopsBf16">The machine's best rate of bf16 matrix products.</param>
/// <param name="TrainingGflops">The arithmetic of our best round that the model needs.</param>
/// <param name="ShareOfMatrixRate">That, over the matrix rate of the same precision.</param>
/// <param name="Precision">Of the matrix products of both.</param>
/// <param name="Rounds">Turns of each.</param>
/// <param name="Threads">Of both.</param>
/// <param name="Cores">Of the machine.</param>
internal sealed record TrainingBenchResult(
    double Ratio,
    double LeastRatio,
    double MostRatio,
    double TokensPerSecond,
    double LeastTokensPerSecond,
    double MostTokensPerSecond,
    double PythonTokensPerSecond,
    double MatrixGflopsFp32,
    double MatrixGflopsBf16,
    double TrainingGflops,
    double ShareOfMatrixRate,
    MatrixPrecision Precision,
    int Rounds,
    int Threads,
    int Cores)
{
    /// <summary>Sums up the rounds.</summary>
    public static TrainingBenchResult Create(
        IReadOnlyList<(double Ours, double Theirs)> rounds, double fp32, double bf16, double flopsPerToken, MatrixPrecision precision, int threads)
    {
        double[] ours = [.. rounds.Select(round => round.Ours).Order()];
        double[] theirs = [.. rounds.Select(round => round.Theirs).Order()];
        double[] ratios = [.. rounds.Select(round => round.Ours / round.Theirs).Order()];
        var gflops = ours[^1] * flopsPerToken / 1e9;
        return new TrainingBenchResult(
            Round(Median(ratios), 3), Round(ratios[0], 3), Round(ratios[^1], 3), Round(Median(ours), 0), Round(ours[0], 0), Round(ours[^1], 0),
            Round(Median(theirs), 0), Round(fp32, 1), Round(bf16, 1), Round(gflops, 1),
            Round(gflops / (precision == MatrixPrecision.Bf16 ? bf16 : fp32), 3), precision, rounds.Count, threads, Environment.ProcessorCount);
    }

    private static double Median(double[] ordered) => (ordered[ordered.Length / 2] + ordered[(ordered.Length - 1) / 2]) / 2;

    private static double Round(double value, int digits) => Math.Round(value, digits);
}
