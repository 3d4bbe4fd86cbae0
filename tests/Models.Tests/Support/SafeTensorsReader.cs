using System.Text.Json.Nodes;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>Reads a safetensors file by the specification, strictly; it shares no code with the writer.</summary>
internal static class SafeTensorsReader
{
    public static Dictionary<string, (int[] Sizes, string Type, float[] Values)> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var start = 8 + (int)BitConverter.ToUInt64(bytes);
        Assert.Equal(0, start % 8);
        var header = JsonNode.Parse(bytes.AsSpan(8, start - 8))!.AsObject();
        Assert.Equal("pt", (string?)header["__metadata__"]!["format"]);
        var tensors = new Dictionary<string, (int[], string, float[])>();
        var end = 0;
        foreach (var (name, entry) in header.Where(entry => entry.Key != "__metadata__"))
        {
            var sizes = entry!["shape"]!.AsArray().Select(size => (int)size!).ToArray();
            var type = (string)entry["dtype"]!;
            var (from, to) = ((int)entry["data_offsets"]![0]!, (int)entry["data_offsets"]![1]!);
            Assert.Equal(end, from);
            end = to;
            var data = bytes.AsSpan(start + from, to - from).ToArray();
            float[] values = type == "F32"
                ? [.. data.Chunk(4).Select(four => BitConverter.ToSingle(four))]
                : [.. data.Chunk(2).Select(two => BitConverter.Int32BitsToSingle(BitConverter.ToUInt16(two) << 16))];
            Assert.Equal(sizes.Aggregate(1, (product, size) => product * size), values.Length);
            tensors.Add(name, (sizes, type, values));
        }

        Assert.Equal(bytes.Length - start, end);
        return tensors;
    }
}
