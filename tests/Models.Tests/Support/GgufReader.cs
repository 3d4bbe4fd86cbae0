using System.Text;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>Reads a GGUF file by the specification, strictly; it shares no code with the writer.</summary>
internal sealed class GgufReader
{
    private readonly byte[] _bytes;
    private int _at;

    private GgufReader(byte[] bytes)
    {
        _bytes = bytes;
        Assert.Equal("GGUF"u8.ToArray(), Take(4).ToArray());
        Assert.Equal(3u, UInt32());
        var (tensors, keys) = (UInt64(), UInt64());
        for (var i = 0UL; i < keys; i++)
        {
            Metadata.Add(Text(), Value(UInt32()));
        }

        var places = new List<(string Name, long[] Sizes, uint Type, int Offset)>();
        for (var i = 0UL; i < tensors; i++)
        {
            var name = Text();
            var sizes = Enumerable.Range(0, (int)UInt32()).Select(_ => (long)UInt64()).ToArray();
            places.Add((name, sizes, UInt32(), (int)UInt64()));
        }

        var start = (_at + 31) / 32 * 32;
        Assert.All(_bytes[_at..start], padding => Assert.Equal(0, padding));
        foreach (var (name, sizes, type, offset) in places)
        {
            Assert.Equal(0, offset % 32);
            var count = sizes.Aggregate(1L, (product, size) => product * size);
            var length = type switch { 0 => count * 4, 1 => count * 2, 8 => count / 32 * 34, _ => throw new InvalidDataException($"type {type}") };
            Tensors.Add(name, (sizes, type, _bytes[(start + offset)..(int)(start + offset + length)]));
        }
    }

    public Dictionary<string, object> Metadata { get; } = [];

    /// <summary>By name; sizes from the innermost.</summary>
    public Dictionary<string, (long[] Sizes, uint Type, byte[] Data)> Tensors { get; } = [];

    public static GgufReader Read(byte[] bytes) => new(bytes);

    private object Value(uint type) => type switch
    {
        4 => UInt32(),
        5 => BitConverter.ToInt32(Take(4)),
        6 => BitConverter.ToSingle(Take(4)),
        7 => Take(1)[0] == 1,
        8 => Text(),
        9 => List(UInt32(), UInt64()),
        _ => throw new InvalidDataException($"value type {type}"),
    };

    private object[] List(uint type, ulong count) => [.. Enumerable.Range(0, (int)count).Select(_ => Value(type))];

    private string Text() => Encoding.UTF8.GetString(Take((int)UInt64()));

    private uint UInt32() => BitConverter.ToUInt32(Take(4));

    private ulong UInt64() => BitConverter.ToUInt64(Take(8));

    private ReadOnlySpan<byte> Take(int count) => _bytes.AsSpan((_at += count) - count, count);
}
