using System.Text;

namespace TreasureMarkers.Models.Gguf;

/// <summary>The GGUF format, version 3, little-endian: metadata, the tensors' names, sizes and places, their numbers.</summary>
internal static class GgufWriter
{
    /// <summary>Every tensor begins at a multiple of this many bytes.</summary>
    public const int Alignment = 32;

    private const int Version = 3;

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Positioned at its beginning.</param>
    /// <param name="metadata">Says the same alignment, or none: 32 is the format's default.</param>
    /// <param name="tensors">In the order in which they are stored.</param>
    public static void Write(Stream stream, GgufMetadata metadata, IReadOnlyList<GgufTensor> tensors)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)metadata.Count);
        metadata.WriteTo(writer);
        var offset = 0L;
        foreach (var tensor in tensors)
        {
            Describe(writer, tensor, offset);
            offset = Align(offset + tensor.Data.Length);
        }

        Pad(writer);
        foreach (var tensor in tensors)
        {
            writer.Write(tensor.Data);
            Pad(writer);
        }
    }

    private static void Describe(BinaryWriter writer, GgufTensor tensor, long offset)
    {
        GgufMetadata.WriteText(writer, tensor.Name);
        writer.Write((uint)tensor.Shape.Length);
        // The format counts sizes from the innermost.
        foreach (var size in tensor.Shape.Reverse())
        {
            writer.Write((ulong)size);
        }

        writer.Write((uint)tensor.Type);
        writer.Write((ulong)offset);
    }

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        var position = writer.BaseStream.Position;
        writer.Write(new byte[Align(position) - position]);
    }

    private static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;
}
