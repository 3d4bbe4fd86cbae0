using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Tests.Weights;

public sealed class BlockQuantizerTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Every_weight_is_within_a_step_of_itself_and_the_largest_is_exact(int bits) =>
        Prop.ForAll(
            Gen.Choose(-1000, 1000).Select(n => n / 777f).ArrayOf(2 * BlockQuantizer.BlockSize).ToArbitrary(),
            weights =>
            {
                var (packed, scales) = BlockQuantizer.Quantize(weights, bits);
                for (var i = 0; i < weights.Length; i++)
                {
                    var (scale, error) = (MathF.Abs(scales[i / 32]), MathF.Abs(Restore(packed, scales, bits, i) - weights[i]));
                    // Half a step, but a whole one at the short end of the range.
                    Assert.InRange(error, 0, (scale * 1.0001f) + 1e-12f);
                }

                foreach (var block in weights.Chunk(BlockQuantizer.BlockSize).Select((values, number) => (values, number)))
                {
                    var at = Array.FindIndex(block.values, value => MathF.Abs(value) == block.values.Max(MathF.Abs));
                    Assert.Equal(block.values[at], Restore(packed, scales, bits, (block.number * 32) + at), 1e-6);
                }
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Zeros_stay_zeros()
    {
        var (packed, scales) = BlockQuantizer.Quantize(new float[32], bits: 4);

        Assert.Equal(0f, scales[0]);
        Assert.All(packed, pair => Assert.Equal(0x88, pair));
    }

    [Fact]
    public void Part_of_a_block_is_refused() => Assert.Throws<ArgumentException>(() => BlockQuantizer.Quantize(new float[33], bits: 4));

    private static float Restore(byte[] packed, float[] scales, int bits, int index)
    {
        var level = bits == 8 ? packed[index] : (packed[index / 2] >> (index % 2 * 4)) & 15;
        return (level - (1 << (bits - 1))) * scales[index / 32];
    }
}
