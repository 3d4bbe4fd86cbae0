using System.Text;
using System.Text.Json;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Building;

/// <summary>
/// A part of a data folder, for machines or minutes that cannot take all of it. What is kept depends on the ids alone, so the
/// long tail stays as long as it was, and a smaller share of the same folder is part of a larger one.
/// </summary>
internal static class DataSample
{
    /// <summary>Writes the part as a data folder of its own, its tokenizer included when there is one.</summary>
    /// <param name="source">The data folder.</param>
    /// <param name="output">The folder to write, made when it is missing; never <paramref name="source"/>.</param>
    /// <param name="share">Of rows and texts, training and evaluation alike; above 0, at most 1.</param>
    /// <param name="cancellationToken">Stops the work; the manifest comes last, so an unfinished folder has none.</param>
    /// <returns>The manifest of what was written.</returns>
    /// <exception cref="DataFormatException">The folder is missing or damaged.</exception>
    /// <exception cref="CommandException">Both folders are the same.</exception>
    public static async Task<DataManifest> WriteAsync(string source, string output, double share, CancellationToken cancellationToken)
    {
        var manifest = await DataFolder.ReadManifestAsync(source, cancellationToken);
        if (AtomicFolder.AreSame(source, output))
        {
            throw new CommandException($"--out '{output}' is the data folder itself, which would be replaced. Give another folder.");
        }

        Directory.CreateDirectory(output);
        var (counter, bytes) = (new RowCounter(), new SortedDictionary<string, long>(StringComparer.Ordinal));
        await WriteLinesAsync(Path.Combine(output, DataFolder.PretrainFile),
            DataFolder.ReadPretrainAsync(source, split: null, cancellationToken).Where(text => IsKept(text.Id, share)), text =>
            bytes[text.Lang] = bytes.GetValueOrDefault(text.Lang) + Encoding.UTF8.GetByteCount(text.Text), cancellationToken);
        await WriteLinesAsync(Path.Combine(output, DataFolder.RowsFile), DataFolder.ReadRowsAsync(source, split: null, cancellationToken)
            .Where(row => IsKept(row.Id, share)), counter.Add, cancellationToken);
        if (File.Exists(Path.Combine(source, DataFolder.TokenizerFile)))
        {
            File.Copy(Path.Combine(source, DataFolder.TokenizerFile), Path.Combine(output, DataFolder.TokenizerFile), overwrite: true);
        }

        manifest = manifest with
        {
            Share = manifest.Share * share,
            Rows = counter.Splits,
            Values = counter.Values,
            LanguageByTask = counter.LanguageByTask,
            TextBytes = bytes,
        };
        await DataFolder.WriteManifestAsync(output, manifest, cancellationToken);
        return manifest;
    }

    private static bool IsKept(string id, double share) => StableHash.Of("sample", id) / (double)ulong.MaxValue <= share;

    private static async Task WriteLinesAsync<T>(string path, IAsyncEnumerable<T> records, Action<T> count,
        CancellationToken cancellationToken)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        await foreach (var record in records)
        {
            count(record);
            lines.Add(JsonSerializer.SerializeToUtf8Bytes(record, DataFolder.Json));
        }

        await DataFolder.WriteLinesAsync(path, lines, cancellationToken);
    }
}
