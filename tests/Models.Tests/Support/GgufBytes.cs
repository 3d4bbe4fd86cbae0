using System.Text;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>A GGUF file byte by byte, right or wrong in any place; it shares no code with the product's writer.</summary>
internal sealed class GgufBytes
{
    private readonly List<byte[]> _keys = [];
    private readonly List<(string Name, ulong[] Sizes, uint Type, byte[] Data)> _tensors = [];

    public uint Version { get; init; } = 3;

    public byte[] Magic { get; init; } = "GGUF"u8.ToArray();

    public ulong? KeyCount { get; init; }

    public ulong? TensorCount { get; init; }

    public GgufBytes Key(string name, string value) => Add(name, 8, Text(value));

    public GgufBytes Key(string name, uint value) => Add(name, 4, BitConverter.GetBytes(value));

    public GgufBytes Key(string name, float value) => Add(name, 6, BitConverter.GetBytes(value));

    public GgufBytes Array(string name, uint type, ulong count, byte[] items) =>
        Add(name, 9, [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(count), .. items]);

    public GgufBytes Texts(string name, params string[] values) => Array(name, 8, (ulong)values.Length, [.. values.SelectMany(Text)]);

    public GgufBytes Add(string name, uint type, byte[] value)
    {
        _keys.Add([.. Text(name), .. BitConverter.GetBytes(type), .. value]);
        return this;
    }

    /// <summary>A tensor; sizes from the innermost.</summary>
    public GgufBytes Tensor(string name, uint type, byte[] data, params ulong[] sizes)
    {
        _tensors.Add((name, sizes, type, data));
        return this;
    }

    public byte[] Build()
    {
        var head = new List<byte>();
        head.AddRange(Magic);
        head.AddRange(BitConverter.GetBytes(Version));
        head.AddRange(BitConverter.GetBytes(TensorCount ?? (ulong)_tensors.Count));
        head.AddRange(BitConverter.GetBytes(KeyCount ?? (ulong)_keys.Count));
        head.AddRange(_keys.SelectMany(key => key));
        var data = new List<byte>();
        foreach (var (name, sizes, type, bytes) in _tensors)
        {
            head.AddRange([
                .. Text(name), .. BitConverter.GetBytes((uint)sizes.Length), .. sizes.SelectMany(BitConverter.GetBytes),
                .. BitConverter.GetBytes(type), .. BitConverter.GetBytes((ulong)data.Count),
            ]);
            data.AddRange(bytes);
            data.AddRange(new byte[(32 - (data.Count % 32)) % 32]);
        }

        head.AddRange(new byte[(32 - (head.Count % 32)) % 32]);
        return [.. head, .. data];
    }

    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. BitConverter.GetBytes((ulong)bytes.Length), .. bytes];
    }
}
