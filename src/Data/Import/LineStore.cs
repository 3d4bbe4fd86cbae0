namespace TreasureMarkers.Data.Import;

/// <summary>Lines in a file that can be read again in any order, so that memory holds no texts. Reading is safe from several threads.</summary>
internal sealed class LineStore : IDisposable
{
    private readonly FileStream _file;
    private readonly List<(long Start, int Length)> _places = [];
    private long _end;

    private LineStore(FileStream file) => _file = file;

    /// <summary>How many lines there are.</summary>
    public int Count => _places.Count;

    /// <summary>The file.</summary>
    public string Path => _file.Name;

    /// <summary>An empty store; what the file held goes.</summary>
    public static LineStore Create(string path) => new(new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 16));

    /// <summary>The lines of a file that ends with a line feed.</summary>
    public static LineStore Open(string path)
    {
        var store = new LineStore(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
        var buffer = new byte[1 << 16];
        var (position, start) = (0L, 0L);
        while (store._file.Read(buffer) is > 0 and var count)
        {
            for (var at = 0; (at = Array.IndexOf(buffer, (byte)'\n', at, count - at)) >= 0; at++)
            {
                store._places.Add((start, (int)(position + at - start)));
                start = position + at + 1;
            }

            position += count;
        }

        return store;
    }

    /// <summary>Adds a line.</summary>
    public void Append(ReadOnlySpan<byte> line)
    {
        _places.Add((_end, line.Length));
        _file.Write(line);
        _file.WriteByte((byte)'\n');
        _end += line.Length + 1;
    }

    /// <summary>Writes to the file what is still in memory; before the first <see cref="Read"/>.</summary>
    public void Flush() => _file.Flush();

    /// <summary>A line by its place.</summary>
    public byte[] Read(int place)
    {
        var (start, length) = _places[place];
        var line = new byte[length];
        var read = 0;
        while (read < length && RandomAccess.Read(_file.SafeFileHandle, line.AsSpan(read), start + read) is > 0 and var count)
        {
            read += count;
        }

        return line;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
