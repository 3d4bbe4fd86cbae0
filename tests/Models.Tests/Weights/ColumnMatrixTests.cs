using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Tests.Weights;

public sealed class ColumnMatrixTests
{
    private const int Inputs = 32;

    [Fact]
    public void Every_weight_is_within_half_a_step_and_what_is_restored_is_rounded_to_the_same() =>
        Prop.ForAll(
            Gen.Choose(-100_000, 100_000).Select(n => n / 77_777f).ArrayOf(3 * Inputs).ToArbitrary(),
            weights =>
            {
                weights[0] *= 1000;
                var matrix = ColumnMatrix.Round(weights, Inputs);
                var restored = matrix.ToFloats();

                Assert.Equal(3, matrix.Scales.Length);
                for (var i = 0; i < weights.Length; i++)
                {
                    Assert.InRange(MathF.Abs(restored[i] - weights[i]), 0, 0.5001f * matrix.Scales[i / Inputs]);
                }

                var again = ColumnMatrix.Round(restored, Inputs);
                Assert.Equal(matrix.Levels, again.Levels);
                Assert.Equal(matrix.Scales, again.Scales);
                Assert.Equal(restored, matrix.ToBlocks()!.Dequantize());
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Zeros_stay_zeros()
    {
        var matrix = ColumnMatrix.Round(new float[Inputs], Inputs);

        Assert.Equal([0f], matrix.Scales);
        Assert.All(matrix.Levels, level => Assert.Equal(0, level));
    }

    [Fact]
    public void Rows_that_are_no_whole_number_of_blocks_have_none() => Assert.Null(ColumnMatrix.Round(new float[33], 33).ToBlocks());
}
