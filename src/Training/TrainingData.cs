using System.IO.Compression;
using System.Security.Cryptography;
using TreasureMarkers.Data;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Training;

/// <summary>What a run reads from a data folder, in memory.</summary>
internal sealed class TrainingData
{
    private const int EvalRows = 96;

    private TrainingData(
        string folder, ByteLevelBpeTokenizer tokenizer, List<PretrainRow> pretrain, List<PretrainRow> pretrainEval, List<DataRow> rows, List<DataRow> evalRows)
    {
        (Folder, Tokenizer, Pretrain, PretrainEval, Rows, Eval) = (folder, tokenizer, pretrain, pretrainEval, rows, evalRows);
        Hashes = new[] { DataFolder.ManifestFile, DataFolder.PretrainFile, DataFolder.RowsFile, DataFolder.TokenizerFile }
            .Where(file => File.Exists(Path.Combine(folder, file)))
            .AsParallel()
            .ToDictionary(file => file, file => Hash(Path.Combine(folder, file)));
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>SHA-256 by file name, of the content before compression.</summary>
    public IReadOnlyDictionary<string, string> Hashes { get; }

    /// <summary>The folder's tokenizer.</summary>
    public ByteLevelBpeTokenizer Tokenizer { get; }

    /// <summary>The markers' categories.</summary>
    public MarkerTaxonomy Taxonomy { get; } = MarkerTaxonomy.Default;

    /// <summary>Running text to train on; empty when the run has no pretraining.</summary>
    public IReadOnlyList<PretrainRow> Pretrain { get; }

    /// <summary>The head of the held-out running text.</summary>
    public IReadOnlyList<PretrainRow> PretrainEval { get; }

    /// <summary>Instruction rows to train on.</summary>
    public IReadOnlyList<DataRow> Rows { get; }

    /// <summary>The head of the held-out instruction rows: reported, never tuned on.</summary>
    public IReadOnlyList<DataRow> Eval { get; }

    /// <summary>Reads a data folder.</summary>
    /// <param name="folder">What `tm data build` and `tm tokenizer train` wrote.</param>
    /// <param name="withPretraining">Whether the running text is needed.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="DataFormatException">A file is missing or damaged.</exception>
    /// <exception cref="CommandException">The tokenizer is missing or there is nothing to train on.</exception>
    public static async Task<TrainingData> LoadAsync(string folder, bool withPretraining, CancellationToken ct)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"There is no data folder '{folder}'. Make one with `tm data build`.");
        }

        var tokenizer = LoadTokenizer(Path.Combine(folder, DataFolder.TokenizerFile));
        // Both files at once: less of a wait before a GPU has work.
        var reading = Task.Run(() => ReadAsync(split => DataFolder.ReadRowsAsync(folder, split, ct), ct), ct);
        (List<PretrainRow> pretrain, List<PretrainRow> pretrainEval) = ([], []);
        if (withPretraining)
        {
            (pretrain, pretrainEval) = await ReadAsync(split => DataFolder.ReadPretrainAsync(folder, split, ct), ct);
            Require(pretrain.Count, folder, DataFolder.PretrainFile);
        }

        var (rows, eval) = await reading;
        Require(rows.Count, folder, DataFolder.RowsFile);
        return new TrainingData(folder, tokenizer, pretrain, pretrainEval, rows, eval);
    }

    private static async Task<(List<T> Train, List<T> Eval)> ReadAsync<T>(Func<string, IAsyncEnumerable<T>> read, CancellationToken ct)
    {
        var train = await read(DataSplit.Train).ToListAsync(ct);
        return (train, await read(DataSplit.Eval).Take(EvalRows).ToListAsync(ct));
    }

    private static ByteLevelBpeTokenizer LoadTokenizer(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandException($"'{path}' does not exist. Train the tokenizer with `tm tokenizer train --data {Path.GetDirectoryName(path)}`.");
        }

        try
        {
            return ByteLevelBpeTokenizer.Load(path);
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException or InvalidDataException)
        {
            throw new CommandException($"'{path}' is not a tokenizer of this project: {e.Message} Train it again with `tm tokenizer train`.", e);
        }
    }

    private static void Require(int count, string folder, string file)
    {
        if (count == 0)
        {
            throw new CommandException($"'{Path.Combine(folder, file)}' has no rows of split '{DataSplit.Train}'. Build the data folder again.");
        }
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
