using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TreasureMarkers.Data.Building;

namespace TreasureMarkers.Data;

/// <summary>The files of a data folder and how they are read: gzip'd JSON Lines with camel-case names.</summary>
internal static class DataFolder
{
    /// <summary>Counts, sources and settings of the build.</summary>
    public const string ManifestFile = "manifest.json";

    /// <summary>Running text, one <see cref="PretrainRow"/> a line.</summary>
    public const string PretrainFile = "pretrain.jsonl.gz";

    /// <summary>Instruction rows, one <see cref="DataRow"/> a line.</summary>
    public const string RowsFile = "rows.jsonl.gz";

    /// <summary>The tokenizer trained on this folder.</summary>
    public const string TokenizerFile = "tokenizer.json";

    /// <summary>How every line is written: camel case, no escapes beyond what JSON requires, nothing for what is null.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Reads what the builder says of a folder.</summary>
    /// <param name="dir">The data folder.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file is missing, or was not written by this version's builder.</exception>
    public static async Task<DataManifest> ReadManifestAsync(string dir, CancellationToken ct = default)
    {
        var path = Path.Combine(dir, ManifestFile);
        var manifest = Parse<DataManifest>(File.Exists(path) ? await File.ReadAllTextAsync(path, ct) : throw Missing(path), path, 1);
        return manifest.Quality is not null ? manifest : throw new DataFormatException($"'{path}' has no quality thresholds. Build the folder again.");
    }

    /// <summary>Reads instruction rows in file order.</summary>
    /// <param name="dir">The data folder.</param>
    /// <param name="split">Only this split's rows, or all when null.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file is missing, cut short, or a line is not a row.</exception>
    public static IAsyncEnumerable<DataRow> ReadRowsAsync(string dir, string? split, CancellationToken ct = default) =>
        ReadAsync<DataRow>(Path.Combine(dir, RowsFile), row => split is null || row.Split == split, ct);

    /// <summary>Reads running text in file order.</summary>
    /// <param name="dir">The data folder.</param>
    /// <param name="split">Only this split's texts, or all when null.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file is missing, cut short, or a line is not a text.</exception>
    public static IAsyncEnumerable<PretrainRow> ReadPretrainAsync(string dir, string? split, CancellationToken ct = default) =>
        ReadAsync<PretrainRow>(Path.Combine(dir, PretrainFile), row => split is null || row.Split == split, ct);

    private static async IAsyncEnumerable<T> ReadAsync<T>(
        string path, Func<T, bool> wanted, [EnumeratorCancellation] CancellationToken ct)
        where T : class
    {
        if (!File.Exists(path))
        {
            throw Missing(path);
        }

        await using var file = File.OpenRead(path);
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        for (var number = 1; await ReadLineAsync(reader, path, number, ct) is { } line; number++)
        {
            var row = Parse<T>(line, path, number);
            if (wanted(row))
            {
                yield return row;
            }
        }
    }

    private static DataFormatException Missing(string path) =>
        new($"'{path}' does not exist. Make the folder with `tm data build --profile tiny --out DIR`.");

    private static async ValueTask<string?> ReadLineAsync(StreamReader reader, string path, int number, CancellationToken ct)
    {
        try
        {
            return await reader.ReadLineAsync(ct);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException($"'{path}' is damaged near line {number}: {e.Message} Build the folder again.", e);
        }
    }

    private static T Parse<T>(string line, string path, int number)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Json)
                ?? throw new DataFormatException($"'{path}' line {number} is null; a JSON object is expected.");
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"'{path}' line {number} is not a {typeof(T).Name}: {e.Message}", e);
        }
    }
}
