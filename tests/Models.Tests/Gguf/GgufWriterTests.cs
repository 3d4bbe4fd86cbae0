using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.Tests.Support;

namespace TreasureMarkers.Models.Tests.Gguf;

public sealed class GgufWriterTests
{
    [Fact]
    public void A_reader_by_the_specification_finds_what_was_written() => Prop.ForAll(
        Gen.Elements("", "a", " <lang> German </lang>", "Ġé", "<|end|>", "日本").ArrayOf().ToArbitrary(), Gen.Choose(1, 40).ArrayOf().ToArbitrary(), (texts, rows) =>
        {
            using var metadata = new GgufMetadata();
            metadata.Add("text", string.Concat(texts));
            metadata.Add("texts", texts);
            metadata.Add("numbers", rows);
            metadata.Add("count", rows.Length);
            metadata.Add("share", 0.5f);
            metadata.Add("flag", true);
            GgufTensor[] tensors =
            [
                .. rows.Select((size, i) => GgufTensor.Create(
                    $"tensor {i}", [size, 32], (GgmlType)(i % 3 == 2 ? 8 : i % 3), [.. Enumerable.Range(0, size * 32).Select(n => (n % 9) - (float)i)])),
            ];

            using var stream = new MemoryStream();
            GgufWriter.Write(stream, metadata, tensors);
            var read = GgufReader.Read(stream.ToArray());

            Assert.Equal(string.Concat(texts), read.Metadata["text"]);
            Assert.Equal(texts, ((object[])read.Metadata["texts"]).Cast<string>());
            Assert.Equal(rows, ((object[])read.Metadata["numbers"]).Cast<int>());
            Assert.Equal(((uint)rows.Length, 0.5f, true), ((uint)read.Metadata["count"], (float)read.Metadata["share"], (bool)read.Metadata["flag"]));
            Assert.Equal(tensors.Select(tensor => tensor.Name), read.Tensors.Keys);
            foreach (var tensor in tensors)
            {
                var (sizes, type, data) = read.Tensors[tensor.Name];
                Assert.Equal(tensor.Shape.Reverse(), sizes);
                Assert.Equal((uint)tensor.Type, type);
                Assert.Equal(tensor.Data, data);
            }
        }).QuickCheckThrowOnFailure();
}
