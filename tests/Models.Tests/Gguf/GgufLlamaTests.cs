using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Models.Gguf;

namespace TreasureMarkers.Models.Tests.Gguf;

public sealed class GgufLlamaTests
{
    [Fact]
    public void Interleaved_rows_that_are_taken_apart_again_are_the_training_rows() => Prop.ForAll(
        Gen.Choose(1, 4).ToArbitrary(), Gen.Choose(1, 8).ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), (heads, half, inputs) =>
        {
            var size = 2 * half;
            float[] matrix = [.. Enumerable.Range(0, heads * size * inputs)];

            var rows = RowOrder.Interleave<float>(matrix, size, inputs).Chunk(inputs).ToArray();

            // Per head, the even rows are the first half and the odd rows the second.
            var apart = rows.Chunk(size).SelectMany(head => head.Where((_, i) => i % 2 == 0).Concat(head.Where((_, i) => i % 2 == 1)));
            Assert.Equal(matrix, apart.SelectMany(row => row));
            Assert.Equal(matrix, RowOrder.Separate<float>([.. rows.SelectMany(row => row)], size, inputs));
        }).QuickCheckThrowOnFailure();
}
