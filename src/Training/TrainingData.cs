using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Shards;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Training;

/// <summary>What a run reads from a data folder: its tokenizer, and its rows as token shards in the folder's <c>shards</c>.</summary>
internal sealed class TrainingData : IDisposable
{
    // The head of the held-out rows: reported, never tuned on.
    private const int HeldOutRows = 96;
    private const int ProbeRows = 16;

    private TrainingData(
        string folder,
        BpeTokenizer tokenizer,
        IReadOnlyDictionary<string, string> hashes,
        TokenShard? pretrain,
        TokenShard rows,
        Probes probes) =>
        (Folder, Tokenizer, Hashes, Pretrain, Rows, Probes) = (folder, tokenizer, hashes, pretrain, rows, probes);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>SHA-256 by file name, of the content before compression.</summary>
    public IReadOnlyDictionary<string, string> Hashes { get; }

    /// <summary>The folder's tokenizer.</summary>
    public BpeTokenizer Tokenizer { get; }

    /// <summary>The markers' categories.</summary>
    public MarkerTaxonomy Taxonomy { get; } = MarkerTaxonomy.Default;

    /// <summary>Running text; null when the run has no pretraining.</summary>
    public TokenShard? Pretrain { get; }

    /// <summary>Instruction rows.</summary>
    public TokenShard Rows { get; }

    /// <summary>Held-out rows that have markers, for samples.</summary>
    public Probes Probes { get; }

    /// <summary>Opens a data folder's shards; writes them first when its rows, its tokenizer or the taxonomy have changed.</summary>
    /// <param name="folder">What `tm data build` and `tm tokenizer train` wrote.</param>
    /// <param name="tuned">The base that is fine-tuned, whose tokenizer and prompts count; null to train from nothing with the folder's.</param>
    /// <param name="withPretraining">Whether the running text is needed.</param>
    /// <param name="progress">Told one line about a shard that is being written.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">A file is missing or damaged.</exception>
    /// <exception cref="CommandException">The tokenizer is missing or there is nothing to train on.</exception>
    public static async Task<TrainingData> LoadAsync(
        string folder, TunedBase? tuned, bool withPretraining, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"There is no data folder '{folder}'. Make one with `tm data build`.");
        }

        var tokenizer = tuned?.Tokenizer ?? LoadTokenizer(Path.Combine(folder, DataFolder.TokenizerFile));
        string[] files = [DataFolder.ManifestFile, DataFolder.PretrainFile, DataFolder.RowsFile, .. tuned is null ? [DataFolder.TokenizerFile] : Array.Empty<string>()];
        var hashes = files
            .Where(file => File.Exists(Path.Combine(folder, file)))
            .AsParallel()
            .ToDictionary(file => file, file => Hash(Path.Combine(folder, file)));
        var encoder = tuned is null ? new DocumentEncoder(tokenizer, MarkerTaxonomy.Default) : tuned.Encoder(MarkerTaxonomy.Default);
        var shards = new Shards(folder, hashes, encoder, tuned?.EncodingHash ?? hashes[DataFolder.TokenizerFile], progress, cancellationToken);
        var pretrain = withPretraining
            ? await shards.OpenAsync<PretrainRow>(
                DataFolder.PretrainFile,
                (encoder, row) => encoder.Encode(row),
                split => DataFolder.ReadPretrainAsync(folder, split, cancellationToken))
            : null;
        var rows = await shards.OpenAsync<DataRow>(
            DataFolder.RowsFile,
            (encoder, row) => encoder.Encode(row),
            split => DataFolder.ReadRowsAsync(folder, split, cancellationToken));
        return new TrainingData(folder, tokenizer, hashes, pretrain, rows, await ProbesAsync(folder, rows, tokenizer, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pretrain?.Dispose();
        Rows.Dispose();
    }

    private static async Task<Probes> ProbesAsync(string folder, TokenShard shard, BpeTokenizer tokenizer, CancellationToken cancellationToken)
    {
        var rows = new List<(DataRow, TokenDocument)>();
        var index = shard.TrainCount;
        await foreach (var row in DataFolder.ReadRowsAsync(folder, DataSplit.Eval, cancellationToken).Take(shard.Count - shard.TrainCount))
        {
            var document = shard.Read(index++);
            if (row.Markers.Count > 0 && row.Messages is [.., { Role: "assistant", ToolCalls: null or { Count: 0 } }])
            {
                rows.Add((row, document));
            }
        }

        // Spread over all of them: neighbours are often about the same thing.
        var every = Math.Max(1, rows.Count / ProbeRows);
        return new Probes([.. rows.Where((_, i) => i % every == 0).Take(ProbeRows)], shard.ListIds, tokenizer, MarkerTaxonomy.Default);
    }

    private static BpeTokenizer LoadTokenizer(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandException(
                $"'{path}' does not exist. Train the tokenizer with `tm tokenizer train --data {Path.GetDirectoryName(path)}`.");
        }

        try
        {
            return BpeTokenizer.Load(path);
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException or InvalidDataException)
        {
            throw new CommandException(
                $"'{path}' is not a tokenizer of this project: {e.Message} Train it again with `tm tokenizer train`.", e);
        }
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private sealed class Shards(
        string folder,
        Dictionary<string, string> hashes,
        DocumentEncoder encoder,
        string encoding,
        IProgress<string> progress,
        CancellationToken cancellationToken)
    {
        public async Task<TokenShard> OpenAsync<T>(
            string file, Func<DocumentEncoder, T, TokenDocument> encode, Func<string, IAsyncEnumerable<T>> read)
        {
            var name = file.Split('.')[0];
            // A missing file has no hash: reading it says how to make it.
            string?[] content = [hashes.GetValueOrDefault(file), encoding, MarkerTaxonomy.Default.ToJson()];
            var shard = await TokenShard.OpenAsync(
                Path.Combine(folder, "shards", $"{name}-{encoding[..8]}.tokens"),
                SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', content))),
                encoder,
                row => encode(encoder, row),
                (read(DataSplit.Train), read(DataSplit.Eval).Take(HeldOutRows)),
                new Reporter(name, progress),
                cancellationToken);
            return shard.TrainCount > 0
                ? shard
                : throw new CommandException(
                    $"'{Path.Combine(folder, file)}' has no rows of split '{DataSplit.Train}'. Build the data folder again.");
        }
    }

    // Progress<T> would report on pool threads, out of order.
    private sealed class Reporter(string name, IProgress<string> progress) : IProgress<int>
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();

        public void Report(int value) =>
            progress.Report($"tokenising {name}: {value:#,0} documents, {value / _clock.Elapsed.TotalSeconds:#,0} a second");
    }
}
