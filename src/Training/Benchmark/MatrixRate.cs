using System.Diagnostics;
using static TorchSharp.torch;

namespace TreasureMarkers.Training.Benchmark;

/// <summary>What the machine can do at most: the rate of one large matrix product, in GFLOP/s.</summary>
internal static class MatrixRate
{
    private const int Size = 1024;
    private const int Products = 20;

    /// <summary>The best of some timings, each of 20 products of 1024 x 1024 matrices.</summary>
    public static double Measure(ScalarType type)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var left = ones([Size, Size], type);
        var right = ones([Size, Size], type);
        return Enumerable.Range(0, 6).Select(_ => Once(left, right)).Max();
    }

    private static double Once(Tensor left, Tensor right)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Products; i++)
        {
            using var product = left.matmul(right);
        }

        return 2.0 * Size * Size * Size * Products / clock.Elapsed.TotalSeconds / 1e9;
    }
}
