using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Tests.Gguf;

public sealed class GgufFileTests
{
    [Fact]
    public void A_reader_by_the_specification_finds_what_was_written() => Prop.ForAll(
        Gen.Elements("", "a", " <lang> German </lang>", "Ġé", "<|end|>", "日本").ArrayOf().ToArbitrary(), Gen.Choose(1, 40).ArrayOf().ToArbitrary(), (texts, rows) =>
        {
            using var file = new GgufFile();
            file.Add("text", string.Concat(texts));
            file.Add("texts", texts);
            file.Add("numbers", rows);
            file.Add("count", rows.Length);
            file.Add("share", 0.5f);
            file.Add("flag", true);
            GgufTensor[] tensors =
            [
                .. rows.Select((size, i) => GgufTensor.Create(
                    $"tensor {i}", [size, 32], (GgmlType)(i % 3 == 2 ? 8 : i % 3), () => Numbers(size, i))),
            ];

            Array.ForEach(tensors, file.Add);

            using var stream = new MemoryStream();
            file.WriteTo(stream);
            var read = GgufReader.Read(stream.ToArray());

            Assert.Equal(string.Concat(texts), read.Metadata["text"]);
            Assert.Equal(texts, ((object[])read.Metadata["texts"]).Cast<string>());
            Assert.Equal(rows, ((object[])read.Metadata["numbers"]).Cast<int>());
            Assert.Equal(((uint)rows.Length, 0.5f, true), ((uint)read.Metadata["count"], (float)read.Metadata["share"], (bool)read.Metadata["flag"]));
            Assert.Equal(tensors.Select(tensor => tensor.Name), read.Tensors.Keys);
            foreach (var (tensor, i) in tensors.Select((tensor, i) => (tensor, i)))
            {
                var (sizes, type, data) = read.Tensors[tensor.Name];
                Assert.Equal(tensor.Shape.Reverse(), sizes);
                Assert.Equal((uint)tensor.Type, type);
                Assert.Equal(GgmlTypes.FromFloats(tensor.Type, Numbers(rows[i], i)), data);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Eight_bits_are_within_a_step_and_the_rounding_of_its_scale() => Prop.ForAll(Weights(), weights =>
    {
        var data = GgmlTypes.FromFloats(GgmlType.Q80, weights);

        Assert.Equal(2 * 34, data.Length);
        for (var i = 0; i < weights.Length; i++)
        {
            var scale = (float)BitConverter.ToHalf(data, i / 32 * 34);
            var restored = scale * (sbyte)data[(i / 32 * 34) + 2 + (i % 32)];
            Assert.InRange(MathF.Abs(restored - weights[i]), 0, (MathF.Abs(scale) * (1 + (128 / 2048f))) + 1e-9f);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Eight_bits_have_the_levels_of_our_own_models() => Prop.ForAll(Weights(), weights =>
    {
        var data = GgmlTypes.FromFloats(GgmlType.Q80, weights);
        var (levels, scales) = BlockQuantizer.Quantize(weights, bits: 8);

        Assert.Equal(levels.Select(level => level - 128), data.Chunk(34).SelectMany(block => block.Skip(2)).Select(value => (int)(sbyte)value));
        Assert.Equal(scales.Select(scale => (Half)scale), data.Chunk(34).Select(block => BitConverter.ToHalf(block)));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public void Weights_restored_from_a_model_folder_are_quantised_without_a_second_loss(int bits) => Prop.ForAll(Weights(), weights =>
    {
        var (packed, scales) = BlockQuantizer.Quantize(weights, bits);
        var restored = BlockQuantizer.Restore(packed, scales);

        var (levels, again) = BlockQuantizer.Quantize(restored, bits: 8);

        Assert.Equal(restored, BlockQuantizer.Restore(levels, again));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Half_precision_is_the_nearest() => Prop.ForAll(Weights(), weights =>
        Assert.Equal(weights.Select(weight => (Half)weight), GgmlTypes.FromFloats(GgmlType.F16, weights).Chunk(2).Select(two => BitConverter.ToHalf(two))))
        .QuickCheckThrowOnFailure();

    private static float[] Numbers(int rows, int seed) => [.. Enumerable.Range(0, rows * 32).Select(n => (n % 9) - (float)seed)];

    private static Arbitrary<float[]> Weights() => Gen.Choose(-1000, 1000).Select(n => n / 777f).ArrayOf(64).ToArbitrary();
}
