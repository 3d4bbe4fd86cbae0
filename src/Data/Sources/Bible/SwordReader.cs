using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Bible;

/// <summary>
/// Reads a SWORD module of type zText: <c>.bzs</c> lists the compressed blocks (offset, compressed and plain size),
/// <c>.bzv</c> the entries in them (block, offset, size), <c>.bzz</c> holds the blocks. Entries are OSIS XML.
/// </summary>
internal static partial class SwordReader
{
    private const int BlockEntry = 12;
    private const int VerseEntry = 10;

    /// <summary>The verses of one testament, in order; a chapter begins where an entry says so.</summary>
    /// <param name="blocks">The <c>.bzs</c> file.</param>
    /// <param name="entries">The <c>.bzv</c> file.</param>
    /// <param name="text">The <c>.bzz</c> file.</param>
    /// <exception cref="SourceException">The files are cut short or damaged.</exception>
    public static IEnumerable<SwordVerse> Read(byte[] blocks, byte[] entries, byte[] text)
    {
        var (chapter, number, opened, plain) = ((string?)null, 0, -1L, Array.Empty<byte>());
        for (var at = 0; at + VerseEntry <= entries.Length; at += VerseEntry)
        {
            var block = BinaryPrimitives.ReadUInt32LittleEndian(entries.AsSpan(at));
            var size = BinaryPrimitives.ReadUInt16LittleEndian(entries.AsSpan(at + 8));
            if (size > 0 && block != opened)
            {
                (opened, plain) = (block, Block(blocks, text, block));
            }

            var entry = size == 0 ? "" : Slice(plain, BinaryPrimitives.ReadUInt32LittleEndian(entries.AsSpan(at + 4)), size);
            if (ChapterStart().Match(entry) is { Success: true } start)
            {
                (chapter, number) = (start.Groups[1].Value, 0);
            }
            else if (chapter is not null)
            {
                yield return new SwordVerse(chapter, ++number, Plain(entry));
            }
        }
    }

    /// <summary>An entry's text: no notes, no titles, no tags, no dangling paragraph signs.</summary>
    internal static string Plain(string osis) =>
        Gap().Replace(Whitespace.Collapse(Tag().Replace(Aside().Replace(osis, " "), "")), "$1").Replace("¶", "", StringComparison.Ordinal)
            .Trim();

    private static byte[] Block(byte[] blocks, byte[] text, uint block)
    {
        var at = (long)block * BlockEntry;
        if (at + BlockEntry > blocks.Length)
        {
            throw new SourceException("The SWORD module's index names a block that it does not have.");
        }

        var offset = BinaryPrimitives.ReadUInt32LittleEndian(blocks.AsSpan((int)at));
        var size = BinaryPrimitives.ReadUInt32LittleEndian(blocks.AsSpan((int)at + 4));
        if ((ulong)offset + size > (ulong)text.Length)
        {
            throw new SourceException("The SWORD module's text is cut short.");
        }

        using var zlib = new ZLibStream(new MemoryStream(text, (int)offset, (int)size), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        try
        {
            zlib.CopyTo(plain);
        }
        catch (InvalidDataException e)
        {
            throw new SourceException("The SWORD module's text is damaged: " + e.Message, e);
        }

        return plain.ToArray();
    }

    private static string Slice(byte[] plain, uint offset, ushort size) => (ulong)offset + size <= (ulong)plain.Length
        ? Encoding.UTF8.GetString(plain, (int)offset, size)
        : throw new SourceException("The SWORD module's index and text do not fit.");

    [GeneratedRegex(@"<chapter [^>]*osisID=""([^""]+)""[^>]*sID=", RegexOptions.CultureInvariant)]
    private static partial Regex ChapterStart();

    [GeneratedRegex(@"<(note|title)\b[^>]*>.*?</\1>", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Aside();

    [GeneratedRegex(@"<[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@" ([,.;:!?])", RegexOptions.CultureInvariant)]
    private static partial Regex Gap();
}

/// <summary>One verse.</summary>
/// <param name="Chapter">Book and chapter, such as <c>Gen.1</c>.</param>
/// <param name="Number">The verse's number, from 1.</param>
/// <param name="Text">The plain text, without notes and markup.</param>
internal sealed record SwordVerse(string Chapter, int Number, string Text);
