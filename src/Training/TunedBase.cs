using System.Security.Cryptography;
using System.Text;
using TreasureMarkers.Data.Shards;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training;

/// <summary>A base as a run fine-tunes it: with the markers' tokens.</summary>
internal sealed class TunedBase : IDisposable
{
    private const int HashedBytes = 1 << 20;
    private readonly Func<BpeTokenizer, MarkerTaxonomy, DocumentEncoder> _encoder;

    /// <summary>Adds the markers' tokens to a base.</summary>
    /// <param name="reference">What it is.</param>
    /// <param name="config">Its sizes.</param>
    /// <param name="weights">Its weights; disposed of along with this.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="markerTokens">The texts of the tokens that markers need; those that it has already are left as they are.</param>
    /// <param name="chatTemplate">Its chat template, or null.</param>
    /// <param name="encoder">Writes rows as the base's prompts.</param>
    public TunedBase(
        BaseReference reference,
        ModelConfiguration config,
        IModelWeights weights,
        BpeTokenizer tokenizer,
        IEnumerable<string> markerTokens,
        string? chatTemplate,
        Func<BpeTokenizer, MarkerTaxonomy, DocumentEncoder> encoder)
    {
        (Reference, ChatTemplate, _encoder) = (reference, chatTemplate, encoder);
        string[] missing = [.. markerTokens.Where(content => !tokenizer.TryGetId(content, out _))];
        Tokenizer = missing.Length == 0 ? tokenizer : tokenizer.WithAddedTokens(missing, isSpecial: true, takesReserved: true);
        var added = missing.Select(content => (Id: Tokenizer.TryGetId(content, out var id) ? id : -1, Text: tokenizer.EncodeOrdinary(content))).ToArray();
        AddedTokens = [.. added.Select(token => token.Id)];
        Config = config with { VocabSize = Math.Max(config.VocabSize, Tokenizer.VocabularySize) };
        Weights = new GrownWeights(weights, config, Config.VocabSize, added);
        EncodingHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{reference.Hash}\n{string.Join('\n', missing)}\n{chatTemplate}")));
    }

    /// <summary>What it is.</summary>
    public BaseReference Reference { get; }

    /// <summary>Its sizes, with room for the added tokens.</summary>
    public ModelConfiguration Config { get; }

    /// <summary>Its weights, with rows for the added tokens.</summary>
    public IModelWeights Weights { get; }

    /// <summary>Its tokenizer, with the added tokens.</summary>
    public BpeTokenizer Tokenizer { get; }

    /// <summary>Its chat template, or null.</summary>
    public string? ChatTemplate { get; }

    /// <summary>The ids of the tokens that were added.</summary>
    public IReadOnlyList<int> AddedTokens { get; }

    /// <summary>Changes when rows would become other ids.</summary>
    public string EncodingHash { get; }

    /// <summary>Writes rows as this base's prompts.</summary>
    public DocumentEncoder Encoder(MarkerTaxonomy taxonomy) => _encoder(Tokenizer, taxonomy);

    /// <summary>Tells whether a base is still the same, without reading all of it.</summary>
    /// <param name="path">A file, or a folder whose files all count.</param>
    /// <exception cref="CommandException">There is nothing there.</exception>
    public static string HashOf(string path)
    {
        var files = File.Exists(path) ? [path]
            : Directory.Exists(path) ? Directory.GetFiles(path).Order(StringComparer.Ordinal).ToArray()
            : throw new CommandException($"There is no base '{path}'. Give a GGUF file or a Hugging Face folder.");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            using var stream = File.OpenRead(file);
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetFileName(file)} {stream.Length}\n"));
            var bytes = new byte[(int)Math.Min(HashedBytes, stream.Length)];
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
            stream.Position = stream.Length - bytes.Length;
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}

/// <summary>
/// A base's weights with rows for added tokens in its embedding and its output layer: the mean of the rows of the tokens that their
/// text was before. Rows between, of a vocabulary that is rounded up, are zero.
/// </summary>
/// <param name="weights">The base's; disposed of along with this.</param>
/// <param name="config">The base's sizes.</param>
/// <param name="vocabulary">Rows of the result.</param>
/// <param name="added">The added tokens' ids, and the ids that their text was before.</param>
internal sealed class GrownWeights(
    IModelWeights weights, ModelConfiguration config, int vocabulary, IReadOnlyList<(int Id, int[] Text)> added) : IModelWeights
{
    /// <inheritdoc/>
    public float[] Read(string name)
    {
        var values = weights.Read(name);
        if (added.Count == 0 || name is not (LlamaTensors.Embedding or LlamaTensors.Output))
        {
            return values;
        }

        var width = config.HiddenSize;
        Array.Resize(ref values, vocabulary * width);
        foreach (var (id, text) in added)
        {
            for (var i = 0; i < width; i++)
            {
                var sum = 0f;
                foreach (var token in text)
                {
                    sum += values[(token * width) + i];
                }

                values[(id * width) + i] = sum / Math.Max(1, text.Length);
            }
        }

        return values;
    }

    /// <inheritdoc/>
    public QuantizedTensor? ReadBlocks(string name) =>
        added.Count > 0 && name is LlamaTensors.Embedding or LlamaTensors.Output ? null : weights.ReadBlocks(name);

    /// <inheritdoc/>
    public void Dispose() => weights.Dispose();
}
