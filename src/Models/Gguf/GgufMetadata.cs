using System.Text;

namespace TreasureMarkers.Models.Gguf;

/// <summary>The keys and values at the head of a GGUF file, in the order in which they are added.</summary>
internal sealed class GgufMetadata : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly BinaryWriter _writer;

    /// <summary>Creates an empty list.</summary>
    public GgufMetadata() => _writer = new BinaryWriter(_bytes);

    // By the numbers of the GGUF specification.
    private enum ValueType
    {
        UInt32 = 4,
        Int32 = 5,
        Float32 = 6,
        Bool = 7,
        Text = 8,
        Array = 9,
    }

    /// <summary>Keys so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds an unsigned number.</summary>
    public void Add(string key, int value)
    {
        Key(key, ValueType.UInt32);
        _writer.Write(checked((uint)value));
    }

    /// <summary>Adds a floating-point number.</summary>
    public void Add(string key, float value)
    {
        Key(key, ValueType.Float32);
        _writer.Write(value);
    }

    /// <summary>Adds a truth value.</summary>
    public void Add(string key, bool value)
    {
        Key(key, ValueType.Bool);
        _writer.Write(value);
    }

    /// <summary>Adds a text.</summary>
    public void Add(string key, string value)
    {
        Key(key, ValueType.Text);
        WriteText(_writer, value);
    }

    /// <summary>Adds a list of texts.</summary>
    public void Add(string key, IReadOnlyList<string> values)
    {
        Array(key, ValueType.Text, values.Count);
        foreach (var value in values)
        {
            WriteText(_writer, value);
        }
    }

    /// <summary>Adds a list of signed numbers.</summary>
    public void Add(string key, IReadOnlyList<int> values)
    {
        Array(key, ValueType.Int32, values.Count);
        foreach (var value in values)
        {
            _writer.Write(value);
        }
    }

    /// <summary>Writes all of it.</summary>
    public void WriteTo(BinaryWriter writer)
    {
        _writer.Flush();
        writer.Write(_bytes.GetBuffer().AsSpan(0, (int)_bytes.Length));
    }

    /// <summary>A text as GGUF has it: its length in bytes, then UTF-8.</summary>
    public static void WriteText(BinaryWriter writer, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Key(string key, ValueType type)
    {
        WriteText(_writer, key);
        _writer.Write((uint)type);
        Count++;
    }

    private void Array(string key, ValueType type, int count)
    {
        Key(key, ValueType.Array);
        _writer.Write((uint)type);
        _writer.Write((ulong)count);
    }
}
