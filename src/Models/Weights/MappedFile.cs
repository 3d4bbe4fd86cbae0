using System.IO.MemoryMappedFiles;

namespace TreasureMarkers.Models.Weights;

/// <summary>
/// A file that is read through short-lived views of its mapping, so that what was read leaves the process's memory with its view. The
/// file must not shrink while it is open. Safe to read from several threads.
/// </summary>
internal sealed class MappedFile : IDisposable
{
    // Views are short against a model and long against the cost of making one.
    private const int LongestView = 16 << 20;
    private readonly MemoryMappedFile _mapping;

    private MappedFile(string path, long length, MemoryMappedFile mapping) => (Path, Length, _mapping) = (path, length, mapping);

    /// <summary>The file's name for messages, as the caller gave it.</summary>
    public string Path { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelException">It is missing, empty or may not be read.</exception>
    public static MappedFile Open(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            return length > 0
                ? new MappedFile(path, length, MemoryMappedFile.CreateFromFile(
                    File.OpenHandle(path), mapName: null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false))
                : throw new ModelException($"'{path}' is empty. Download or copy it again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"'{path}' cannot be read: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", e);
        }
    }

    /// <summary>Reads a range in parts.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="count">Bytes; a multiple of <paramref name="unit"/>.</param>
    /// <param name="unit">No part ends inside one: the bytes of a number or of a block of numbers.</param>
    /// <param name="read">Takes the parts in order, with the place of each from the range's beginning.</param>
    /// <exception cref="ModelException">The file is shorter than that.</exception>
    public void Read(long offset, long count, int unit, PartReader read)
    {
        if (offset < 0 || count < 0 || offset > Length - count)
        {
            throw new ModelException($"'{Path}' is cut short: it has {Length} bytes, and {count} are wanted from {offset} on. Download or copy it again.");
        }

        var longest = LongestView / unit * unit;
        for (var at = 0L; at < count; at += longest)
        {
            ReadView(offset + at, (int)Math.Min(longest, count - at), at, read);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _mapping.Dispose();

    private unsafe void ReadView(long offset, int count, long at, PartReader read)
    {
        using var view = _mapping.CreateViewAccessor(offset, count, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            // A view begins at a page's beginning; what was asked for begins within it.
            read(at, new ReadOnlySpan<byte>(start + view.PointerOffset, count));
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}

/// <summary>Takes a part of a range.</summary>
/// <param name="at">The part's place from the range's beginning, in bytes.</param>
/// <param name="part">Its bytes, which are there during the call alone.</param>
internal delegate void PartReader(long at, ReadOnlySpan<byte> part);
