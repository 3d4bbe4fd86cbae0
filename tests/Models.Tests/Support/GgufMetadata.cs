using System.Text;

namespace TreasureMarkers.Models.Tests.Support;

<<<<<<< HEAD
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
=======
/// <summary>The metadata of a GGUF file, read by the specification; it shares no code with the product's reader.</summary>
internal static class GgufMetadata
{
    /// <summary>Values by key: texts, numbers, truth values, and arrays of texts and whole numbers.</summary>
    public static Dictionary<string, object> Read(string path)
    {
        using var file = new BinaryReader(File.OpenRead(path));
        Assert.Equal("GGUF"u8.ToArray(), file.ReadBytes(4));
        _ = (file.ReadUInt32(), file.ReadUInt64());
        return Enumerable.Range(0, (int)file.ReadUInt64()).ToDictionary(_ => Text(file), _ => Value(file, file.ReadUInt32()));
    }

    private static object Value(BinaryReader file, uint type) => type switch
    {
        0 => (long)file.ReadByte(),
        1 => (long)file.ReadSByte(),
        2 => (long)file.ReadUInt16(),
        3 => (long)file.ReadInt16(),
        4 => (long)file.ReadUInt32(),
        5 => (long)file.ReadInt32(),
        6 => (double)file.ReadSingle(),
        7 => file.ReadByte() == 1,
        8 => Text(file),
        9 => List(file, file.ReadUInt32(), (int)file.ReadUInt64()),
        10 or 11 => file.ReadInt64(),
        _ => file.ReadDouble(),
    };

    private static object List(BinaryReader file, uint type, int count) => type switch
    {
        8 => Enumerable.Range(0, count).Select(_ => Text(file)).ToArray(),
        6 => Enumerable.Range(0, count).Select(_ => file.ReadSingle()).ToArray(),
        _ => Enumerable.Range(0, count).Select(_ => (long)Value(file, type)).ToArray(),
    };

    private static string Text(BinaryReader file) => Encoding.UTF8.GetString(file.ReadBytes((int)file.ReadUInt64()));
>>>>>>> 89dc2df (Each family's prompts, answers and calls are pinned; the engine's bounds and origins are held)
}
