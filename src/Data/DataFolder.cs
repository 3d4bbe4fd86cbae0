using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data;

/// <summary>
/// The files of a data folder: gzip'd JSON Lines with camel-case names. Each is written whole or not at all, so that no reader ever sees
/// half of one.
/// </summary>
internal static class DataFolder
{
    /// <summary>Counts, sources and settings of the build.</summary>
    public const string ManifestFile = "manifest.json";

    /// <summary>Running text, one <see cref="PretrainRow"/> a line.</summary>
    public const string PretrainFile = "pretrain.jsonl.gz";

    /// <summary>Instruction rows, one <see cref="DataRow"/> a line.</summary>
    public const string RowsFile = "rows.jsonl.gz";

    /// <summary>Records of a user's files that are no rows, with file, line and reason; only an import writes it.</summary>
    public const string RejectsFile = "rejects.jsonl";

    /// <summary>The tokenizer trained on this folder.</summary>
    public const string TokenizerFile = "tokenizer.json";

    /// <summary>How every line is written: camel case, no escapes beyond what JSON requires, nothing for what is null.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Rows and manifests may come from elsewhere: what lacks a field is refused by its name, not read as null.</summary>
    private static readonly JsonSerializerOptions Strict = new(Json)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>A gzip file of nothing; .NET writes none, and what reads nothing back tells no empty file from one that was cut short.</summary>
    private static readonly byte[] EmptyGzip = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static readonly JsonSerializerOptions Indented = new(Json) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Whether a path is a data folder that was written whole.</summary>
    public static bool IsAt(string dir) => File.Exists(Path.Combine(dir, ManifestFile)) && File.Exists(Path.Combine(dir, RowsFile));

    /// <summary>Reads what the folder's maker says of it.</summary>
    /// <param name="dir">The data folder.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">The folder is no data folder, or was not written by this version.</exception>
    public static async Task<DataManifest> ReadManifestAsync(string dir, CancellationToken cancellationToken = default)
    {
        RequireRows(dir);
        var path = Path.Combine(dir, ManifestFile);
        return File.Exists(path) ? Parse<DataManifest>(await File.ReadAllTextAsync(path, cancellationToken), path, 1)
            : throw new DataFormatException($"'{dir}' has no {ManifestFile}, so it was not finished. Make the folder again.");
    }

    /// <summary>Reads instruction rows in file order.</summary>
    /// <param name="dir">The data folder.</param>
    /// <param name="split">Only this split's rows, or all when null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file is missing, cut short, or a line is not a row.</exception>
    public static IAsyncEnumerable<DataRow> ReadRowsAsync(string dir, string? split, CancellationToken cancellationToken = default)
    {
        RequireRows(dir);
        return ReadAsync<DataRow>(Path.Combine(dir, RowsFile), row => split is null || row.Split == split, cancellationToken);
    }

    /// <summary>Reads running text in file order; none where the folder has no such file.</summary>
    /// <param name="dir">The data folder.</param>
    /// <param name="split">Only this split's texts, or all when null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file is cut short, or a line is not a text.</exception>
    public static IAsyncEnumerable<PretrainRow> ReadPretrainAsync(string dir, string? split,
        CancellationToken cancellationToken = default) =>
        ReadAsync<PretrainRow>(Path.Combine(dir, PretrainFile), row => split is null || row.Split == split, cancellationToken);

    /// <summary>Writes lines of UTF-8 text, compressed when the path ends in <c>.gz</c>. Equal lines give equal bytes.</summary>
    /// <param name="path">The file to replace.</param>
    /// <param name="lines">The lines without their ends.</param>
    /// <param name="cancellationToken">Stops the writing; the file stays as it was.</param>
    public static Task WriteLinesAsync(string path, IEnumerable<ReadOnlyMemory<byte>> lines, CancellationToken cancellationToken) =>
        AtomicFile.WriteAsync(path, async file =>
        {
            // .NET writes no time into the gzip header.
            var compressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
            using var next = lines.GetEnumerator();
            if (!next.MoveNext())
            {
                await file.WriteAsync(compressed ? EmptyGzip : [], cancellationToken);
                return;
            }

            await using var gzip = compressed ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : null;
            var buffered = new BufferedStream(gzip ?? file, 1 << 16);
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                await buffered.WriteAsync(next.Current, cancellationToken);
                buffered.WriteByte((byte)'\n');
            }
            while (next.MoveNext());
            await buffered.FlushAsync(cancellationToken);
        });

    /// <summary>Writes the manifest. It is written last, so a folder with a manifest is complete.</summary>
    public static Task WriteManifestAsync(string folder, DataManifest manifest, CancellationToken cancellationToken) =>
        AtomicFile.WriteAsync(
            Path.Combine(folder, ManifestFile), file => JsonSerializer.SerializeAsync(file, manifest, Indented, cancellationToken));

    private static async IAsyncEnumerable<T> ReadAsync<T>(
        string path, Func<T, bool> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        await using var file = File.OpenRead(path);
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        for (var number = 1; await ReadLineAsync(reader, path, number, cancellationToken) is { } line; number++)
        {
            var row = Parse<T>(line, path, number);
            if (wanted(row))
            {
                yield return row;
            }
        }
    }

    private static void RequireRows(string dir)
    {
        if (!File.Exists(Path.Combine(dir, RowsFile)))
        {
            var why = File.Exists(dir) ? "is a file" : Directory.Exists(dir) ? $"has no {RowsFile}" : "does not exist";
            throw new DataFormatException(
                $"'{dir}' is no data folder: it {why}. Make one of your own files with `tm data import FILE… --out DIR`, or from packages with "
                + "`tm data build --profile tiny --out DIR`.");
        }
    }

    private static async ValueTask<string?> ReadLineAsync(StreamReader reader, string path, int number, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException($"'{path}' is damaged near line {number}: {e.Message} Make the folder again.", e);
        }
    }

    private static T Parse<T>(string line, string path, int number)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Strict)
                ?? throw new DataFormatException($"'{path}' line {number} is null; a JSON object is expected.");
        }
        catch (JsonException e)
        {
            throw new DataFormatException(
                $"'{path}' line {number} is not what `tm data` writes: {e.Message.Replace($" '{typeof(T).FullName}'", "", StringComparison.Ordinal)} "
                + "Rows of your own are brought in with `tm data import`.", e);
        }
    }
}

/// <summary>A file that the data commands read is missing or malformed; the message says which, where and what to do.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="innerException">What revealed it.</param>
internal sealed class DataFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
