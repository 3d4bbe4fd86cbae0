using System.Text;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>The metadata of a GGUF file, by the specification; it shares no code with the product's reader.</summary>
internal static class GgufMetadata
{
    public static IReadOnlyDictionary<string, object> Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        Assert.Equal("GGUF"u8.ToArray(), reader.ReadBytes(4));
        Assert.Equal(3, reader.ReadInt32());
        reader.ReadInt64();
        var metadata = new Dictionary<string, object>();
        for (var count = reader.ReadInt64(); count > 0; count--)
        {
            metadata.Add(Text(reader), Value(reader, reader.ReadInt32()));
        }

        return metadata;
    }

    private static object Value(BinaryReader reader, int type) => type switch
    {
        4 => (long)reader.ReadUInt32(),
        5 => (long)reader.ReadInt32(),
        6 => (double)reader.ReadSingle(),
        7 => reader.ReadBoolean(),
        8 => Text(reader),
        9 => reader.ReadInt32() switch
        {
            5 => Items(reader, reader.ReadInt32),
            6 => Items(reader, reader.ReadSingle),
            8 => Items(reader, () => Text(reader)),
            var item => throw new InvalidDataException($"item type {item}"),
        },
        _ => throw new InvalidDataException($"value type {type}"),
    };

    private static T[] Items<T>(BinaryReader reader, Func<T> read)
    {
        var items = new T[reader.ReadInt64()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read();
        }

        return items;
    }

    private static string Text(BinaryReader reader) => Encoding.UTF8.GetString(reader.ReadBytes((int)reader.ReadInt64()));
}
