using System.Buffers.Binary;
using System.Text;

namespace TreasureMarkers.Data.Sources;

/// <summary>Reads a gettext .mo catalogue: the source texts and their translations.</summary>
internal static class MoCatalogue
{
    /// <summary>The pairs of several catalogues, such as those of a language's locales: of two translations the first counts.</summary>
    /// <param name="paths">The files, the preferred one first; those that are not there are passed over.</param>
    /// <exception cref="SourceException">A file is no .mo file.</exception>
    public static Dictionary<string, string> Merge(IEnumerable<string> paths)
    {
        var merged = new Dictionary<string, string>();
        foreach (var (source, translation) in paths.Where(File.Exists).SelectMany(path => Read(File.ReadAllBytes(path))))
        {
            merged.TryAdd(source, translation);
        }

        return merged;
    }

    /// <summary>The pairs of a catalogue; the header (the empty source text) is left out.</summary>
    /// <param name="file">The whole file, either byte order.</param>
    /// <exception cref="SourceException">The bytes are no .mo file.</exception>
    public static Dictionary<string, string> Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < 28)
        {
            throw new SourceException("The catalogue is too short to be a .mo file.");
        }

        var magic = BinaryPrimitives.ReadUInt32LittleEndian(file);
        if (magic is not (0x950412DE or 0xDE120495))
        {
            throw new SourceException("The catalogue does not begin as a .mo file does.");
        }

        var swap = magic == 0xDE120495;
        var count = Number(file, 8, swap);
        var sources = Number(file, 12, swap);
        var translations = Number(file, 16, swap);
        var pairs = new Dictionary<string, string>();
        for (var i = 0; i < count; i++)
        {
            var source = Text(file, sources + (8 * i), swap);
            if (source.Length > 0)
            {
                pairs[source] = Text(file, translations + (8 * i), swap);
            }
        }

        return pairs;
    }

    private static string Text(ReadOnlySpan<byte> file, int entry, bool swap)
    {
        var length = Number(file, entry, swap);
        var offset = Number(file, entry + 4, swap);
        return (uint)offset + (uint)length <= (uint)file.Length
            ? Encoding.UTF8.GetString(file.Slice(offset, length))
            : throw new SourceException("The catalogue is cut short.");
    }

    private static int Number(ReadOnlySpan<byte> file, int offset, bool swap)
    {
        if (offset < 0 || offset + 4 > file.Length)
        {
            throw new SourceException("The catalogue is cut short.");
        }

        var value = file[offset..];
        return swap ? BinaryPrimitives.ReadInt32BigEndian(value) : BinaryPrimitives.ReadInt32LittleEndian(value);
    }
}
