using System.Text;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Onnx;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Tests.Onnx;

/// <summary>The files of a graph's large tensors.</summary>
public sealed class GraphFilesTests
{
    [Fact]
    public void A_file_is_full_before_it_passes_the_limit_and_a_larger_tensor_has_its_own()
    {
        using var folder = new TemporaryFolder();
        int[] sizes = [3000, 1000, 5000, 20_000, 10, 10];
        var places = new List<(string File, long Offset, long Length)>();
        long length;
        using (var files = new ExternalTensors(folder.Root, limit: 10_000))
        {
            places.AddRange(sizes.Select((size, i) => files.Append<byte>([.. Enumerable.Repeat((byte)(i + 1), size)])));
            length = files.Length;
        }

        Assert.Equal(Directory.GetFiles(folder.Root).Sum(file => new FileInfo(file).Length), length);

        string[] names = ["model.onnx.data", "model.onnx.2.data", "model.onnx.3.data", "model.onnx.4.data"];
        Assert.Equal([0, 0, 1, 2, 3, 3], places.Select(place => Array.IndexOf(names, place.File)));
        Assert.All(places, place => Assert.Equal(0, place.Offset % 4096));
        for (var i = 0; i < sizes.Length; i++)
        {
            var bytes = File.ReadAllBytes(folder[places[i].File]).AsSpan((int)places[i].Offset, (int)places[i].Length);
            Assert.Equal(sizes[i], bytes.Length);
            Assert.Equal(-1, bytes.IndexOfAnyExcept((byte)(i + 1)));
        }
    }

    [Fact]
    public void A_model_in_several_files_is_served_and_read_back()
    {
        // The embedding alone is larger than a file.
        var config = new ModelConfiguration("llama", 12_000, 1024, 1, 8, 8, 128, 64, MaxPositionEmbeddings: 64, RopeTheta: 5000);
        using var folder = new TemporaryFolder();
        using var weights = new MemoryWeights(LlamaTensors.Of(config).ToDictionary(
            tensor => tensor.Name, tensor => Enumerable.Range(0, (int)tensor.Count).Select(i => ((i * 37 % 101) - 50) / 1000f).ToArray()));

        var bytes = LlamaGraph.Write(folder.Root, config, weights, WeightPrecision.Fp32);

        Assert.Equal(
            ["model.onnx", "model.onnx.2.data", "model.onnx.3.data", "model.onnx.data"],
            Directory.GetFiles(folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Directory.GetFiles(folder.Root).Sum(file => new FileInfo(file).Length), bytes);
        using (var session = new GraphSession(folder.Root))
        {
            Assert.All(session.Logits([1, 2, 3])[0], value => Assert.True(float.IsFinite(value)));
        }

        using var read = LlamaGraphReader.Open(folder.Root, config);
        Assert.All(LlamaTensors.Of(config), tensor => Assert.True(weights.Read(tensor.Name).AsSpan().SequenceEqual(read.Read(tensor.Name))));
    }

    [Theory]
    [InlineData("../model.x.data")]
    [InlineData("/tmp/model.data")]
    [InlineData(@"..\model.x.data")]
    [InlineData("C:model.x.data.")]
    [InlineData("nowhere.x.data.")]
    public void Weights_beyond_the_folder_are_refused(string location)
    {
        var config = new ModelConfiguration("llama", 67, 64, 1, 2, 1, 32, 64, MaxPositionEmbeddings: 64, RopeTheta: 5000);
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["model"]);
        using var weights = new MemoryWeights(LlamaTensors.Of(config).ToDictionary(tensor => tensor.Name, tensor => new float[tensor.Count]));
        LlamaGraph.Write(folder["model"], config, weights, WeightPrecision.Fp32);
        File.Copy(folder["model/model.onnx.data"], folder["model.x.data"]);
        var graph = File.ReadAllBytes(folder["model/model.onnx"]);
        var changed = Convert.FromHexString(Convert.ToHexString(graph).Replace(
            Convert.ToHexString("model.onnx.data"u8), Convert.ToHexString(Encoding.UTF8.GetBytes(location)), StringComparison.Ordinal));
        File.WriteAllBytes(folder["model/model.onnx"], changed);

        var error = Assert.Throws<ModelException>(() => LlamaGraphReader.Open(folder["model"], config));

        Assert.Contains("is not a whole model folder", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
