using System.IO.Compression;
using System.Text.Json;

namespace TreasureMarkers.Data.Building;

/// <summary>Writes a data folder's files: each under a temporary name first, so that no reader ever sees half of one.</summary>
internal static class DataWriter
{
    private static readonly JsonSerializerOptions Indented = new(DataFolder.Json) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Writes lines of UTF-8 text, compressed. .NET writes no time into the gzip header, so equal lines give equal bytes.</summary>
    public static Task WriteLinesAsync(string path, IEnumerable<ReadOnlyMemory<byte>> lines, CancellationToken ct) => ReplaceAsync(path, async file =>
    {
        await using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        await WriteAsync(gzip, lines, ct);
    });

    /// <summary>Writes lines of UTF-8 text as they are.</summary>
    public static Task WritePlainLinesAsync(string path, IEnumerable<ReadOnlyMemory<byte>> lines, CancellationToken ct) =>
        ReplaceAsync(path, file => WriteAsync(file, lines, ct));

    /// <summary>Writes the manifest; it comes last, so a folder with one is complete.</summary>
    public static Task WriteManifestAsync(string folder, DataManifest manifest, CancellationToken ct) =>
        ReplaceAsync(Path.Combine(folder, DataFolder.ManifestFile), file => JsonSerializer.SerializeAsync(file, manifest, Indented, ct));

    /// <summary>Writes a file beside its final place and then renames it.</summary>
    /// <param name="path">The final place.</param>
    /// <param name="write">Writes the content.</param>
    public static async Task ReplaceAsync(string path, Func<Stream, Task> write)
    {
        var partial = path + ".partial";
        try
        {
            await using (var file = File.Create(partial))
            {
                await write(file);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task WriteAsync(Stream stream, IEnumerable<ReadOnlyMemory<byte>> lines, CancellationToken ct)
    {
        var buffered = new BufferedStream(stream, 1 << 16);
        foreach (var line in lines)
        {
            ct.ThrowIfCancellationRequested();
            await buffered.WriteAsync(line, ct);
            buffered.WriteByte((byte)'\n');
        }

        await buffered.FlushAsync(ct);
    }
}
