using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Tests.Weights;

public sealed class SafeTensorsTests
{
    private static readonly Dictionary<string, NamedTensor> Tensors = new()
    {
        ["one"] = new([2, 3], [1, -2, 3.5f, float.Epsilon, float.MaxValue, 0]),
        ["two"] = new([4], [5, 6, 7, 8]),
    };

    private static readonly Dictionary<string, string> Metadata = new() { ["state"] = """{"a": "ü"}""" };

    [Fact]
    public void What_was_saved_is_loaded()
    {
        using var folder = new TemporaryFolder();

        SafeTensors.Save(folder["a"], Tensors, Metadata);
        SafeTensors.Save(folder["a"], Tensors, Metadata);
        var (tensors, metadata) = SafeTensors.Load(folder["a"]);

        Assert.Equal(Metadata["state"], metadata["state"]);
        Assert.Equal(Tensors.Keys, tensors.Keys);
        Assert.All(Tensors, tensor => Assert.Equal(tensor.Value.Values, tensors[tensor.Key].Values));
        Assert.All(Tensors, tensor => Assert.Equal(tensor.Value.Shape, tensors[tensor.Key].Shape));
        Assert.Equal([folder["a"]], Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        SafeTensors.Save(folder["a"], Tensors, Metadata);
        var bytes = File.ReadAllBytes(folder["a"]);

        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(folder["a"], bytes[..length]);
            Assert.Throws<ModelException>(() => SafeTensors.Load(folder["a"]));
        }
    }

    [Fact]
    public void A_file_with_one_changed_number_is_refused()
    {
        using var folder = new TemporaryFolder();
        SafeTensors.Save(folder["a"], Tensors, Metadata);
        var bytes = File.ReadAllBytes(folder["a"]);

        for (var i = 1; i <= 40; i++)
        {
            byte[] changed = [.. bytes];
            changed[^i] ^= 0x10;
            File.WriteAllBytes(folder["a"], changed);
            Assert.Throws<ModelException>(() => SafeTensors.Load(folder["a"]));
        }
    }

    [Fact]
    public void A_file_of_random_bytes_is_refused()
    {
        using var folder = new TemporaryFolder();
        var random = SplitMix64.For(1, 0, "bytes");

        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[random.NextInt(100)];
            for (var j = 0; j < bytes.Length; j++)
            {
                bytes[j] = (byte)random.Next();
            }

            File.WriteAllBytes(folder["a"], bytes);
            Assert.Throws<ModelException>(() => SafeTensors.Load(folder["a"]));
        }
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["a"], "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder["a"], _ => throw new InvalidOperationException()));

        Assert.Equal("old", File.ReadAllText(folder["a"]));
    }
}
