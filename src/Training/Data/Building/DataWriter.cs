using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace TreasureMarkers.Training.Data.Building;

/// <summary>Writes a data folder: each file under a temporary name first, so that no reader ever sees half of one.</summary>
public static class DataWriter
{
    /// <summary>Writes all files; the manifest comes last, so a folder with one is complete.</summary>
    /// <param name="folder">The folder, made when missing.</param>
    /// <param name="rows">The instruction rows.</param>
    /// <param name="texts">The running text.</param>
    /// <param name="manifest">The counts.</param>
    /// <param name="ct">Stops the writing.</param>
    public static async Task WriteAsync(
        string folder, IEnumerable<DataRow> rows, IEnumerable<PretrainRow> texts, DataManifest manifest, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        await ReplaceAsync(Path.Combine(folder, DataFolder.PretrainFile), file => WriteLinesAsync(file, texts, ct));
        await ReplaceAsync(Path.Combine(folder, DataFolder.RowsFile), file => WriteLinesAsync(file, rows, ct));
        var indented = new JsonSerializerOptions(DataFolder.Json) { WriteIndented = true, NewLine = "\n" };
        await ReplaceAsync(Path.Combine(folder, DataFolder.ManifestFile), file => JsonSerializer.SerializeAsync(file, manifest, indented, ct));
    }

    /// <summary>Writes a file beside its final place and then renames it.</summary>
    /// <param name="path">The final place.</param>
    /// <param name="write">Writes the content.</param>
    public static async Task ReplaceAsync(string path, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(write);
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

    /// <summary>.NET writes no time into the gzip header, so equal rows give equal bytes.</summary>
    private static async Task WriteLinesAsync<T>(Stream file, IEnumerable<T> rows, CancellationToken ct)
    {
        await using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        await using var writer = new StreamWriter(gzip, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        foreach (var row in rows)
        {
            ct.ThrowIfCancellationRequested();
            await writer.WriteLineAsync(JsonSerializer.Serialize(row, DataFolder.Json));
        }
    }
}
