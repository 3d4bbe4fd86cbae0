namespace TreasureMarkers.Models;

/// <summary>Files that are either whole or not there.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the target, flushes to the disk and renames.</summary>
    /// <param name="path">The file to replace.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = path + ".tmp";
        using (var stream = File.Create(temporary, bufferSize: 1 << 20))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var temporary = path + ".tmp";
        try
        {
            await using (var stream = File.Create(temporary))
            {
                await write(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes a text in UTF-8.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteText(string path, string text) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(text);
    });
}

/// <summary>Folders that are either whole or not there.</summary>
internal static class AtomicFolder
{
    /// <summary>Fills a folder beside the target and renames it; an older export of the same kind is replaced.</summary>
    /// <param name="path">The folder to write.</param>
    /// <param name="marks">The files by which an older export of the same kind is known.</param>
    /// <param name="fill">Writes the files into the folder it is given.</param>
    /// <exception cref="ModelException"><paramref name="path"/> is something else.</exception>
    public static void Write(string path, IReadOnlyCollection<string> marks, Action<string> fill)
    {
        RefuseOtherContent(path, marks);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        Directory.CreateDirectory(temporary);
        try
        {
            fill(temporary);
            Replace(target, temporary);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    /// <summary>Whether two paths name one folder, however they end and whatever they go through.</summary>
    public static bool AreSame(string one, string other)
    {
        static string Whole(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Whole(one) == Whole(other);
    }

    // A slip in --out must not delete somebody's files.
    private static void RefuseOtherContent(string path, IReadOnlyCollection<string> marks)
    {
        var isOther = Directory.Exists(path)
            && Directory.EnumerateFileSystemEntries(path).Any()
            && !marks.All(mark => File.Exists(Path.Combine(path, mark)));
        if (isOther || File.Exists(path))
        {
            throw new ModelException(
                $"'{path}' exists and is no earlier export of this format. Give a new or empty folder, or one that such an export wrote.");
        }
    }

    private static void Replace(string target, string temporary)
    {
        var old = temporary + ".old";
        if (Directory.Exists(target))
        {
            Directory.Move(target, old);
        }

        Directory.Move(temporary, target);
        if (Directory.Exists(old))
        {
            Directory.Delete(old, recursive: true);
        }
    }
}
