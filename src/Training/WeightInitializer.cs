using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training;

/// <summary>First values of the weights: a function of the seed alone, whatever the libtorch version or device.</summary>
internal static class WeightInitializer
{
    private const double Deviation = 0.02;

    /// <summary>
    /// Normal numbers of deviation 0.02; projections into the residual stream are smaller by √(2·layers), so that the stream's
    /// size does not depend on depth (GPT-2's rule); norm gains are one.
    /// </summary>
    /// <returns>Row-major values by weight name.</returns>
    public static IReadOnlyDictionary<string, float[]> Create(ModelConfiguration shape, long seed)
    {
        return LlamaTensors.Of(shape).ToDictionary(weight => weight.Name, weight => Values(shape, weight.Name, weight.Shape, seed));
    }

    private static float[] Values(ModelConfiguration shape, string name, long[] sizes, long seed)
    {
        var values = new float[sizes.Aggregate(1L, (product, size) => product * size)];
        if (sizes.Length == 1)
        {
            Array.Fill(values, 1f);
            return values;
        }

        var intoResidual = name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal);
        var deviation = intoResidual ? Deviation / Math.Sqrt(2.0 * shape.NumHiddenLayers) : Deviation;
        var random = SplitMix64.For(seed, 0, name);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(deviation * random.NextNormal());
        }

        return values;
    }
}
