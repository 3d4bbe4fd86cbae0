using System.Security.Cryptography;
using System.Text;
using TreasureMarkers.Data.Shards;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Prompts.Jinja;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training;

/// <summary>A base as a run fine-tunes it: with the markers' tokens.</summary>
internal sealed class TunedBase : IDisposable
{
    private const int HashedBytes = 1 << 20;
    private readonly ModelSource _source;
    private readonly ChatTemplate _template;

    private TunedBase(ModelSource source, ChatTemplate template, string path, MarkerEncoding markers)
    {
        (_source, _template) = (source, template);
        var origin = source.Origin ?? new ModelOrigin(source.Config.Preset);
        Reference = new BaseReference(path, HashOf(path), origin.Name, origin.License);
        var before = source.Tokenizer;
        string[] missing = [.. MarkerVocabulary.Contents(MarkerTaxonomy.Default, markers).Where(content => !before.TryGetId(content, out _))];
        Tokenizer = missing.Length == 0 ? before : before.WithAddedTokens(missing, isSpecial: false, takesReserved: true);
        var first = MarkerVocabulary.Contents(MarkerTaxonomy.Default, markers).Zip(MarkerVocabulary.Meanings(MarkerTaxonomy.Default, markers)).ToDictionary();
        var added = missing.Select(content => (
            Id: Tokenizer.TryGetId(content, out var id) ? id : -1,
            Texts: (IReadOnlyList<int[]>)[.. first[content].Select(before.EncodeOrdinary)])).ToArray();
        AddedTokens = [.. added.Select(token => token.Id)];
        Config = source.Config with { VocabSize = Math.Max(source.Config.VocabSize, Tokenizer.VocabularySize) };
        Weights = new GrownWeights(source.Weights, source.Config, Config.VocabSize, added);
        EncodingHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{TokenizerJson.Write(Tokenizer.Model)}\n{template.Source}\n{typeof(DocumentEncoder).Module.ModuleVersionId}")));
    }

    /// <summary>Opens a base and adds the markers' tokens.</summary>
    /// <param name="path">A GGUF file, a Hugging Face folder or a folder that `tm export` wrote.</param>
    /// <param name="markers">How marker lists are written, where the base does not know markers yet.</param>
    /// <exception cref="ModelException">It is none of these, damaged, or of an architecture that cannot be used.</exception>
    /// <exception cref="CommandException">It was never taught to converse, or its template cannot be used.</exception>
    public static TunedBase Open(string path, MarkerEncoding markers)
    {
        var source = ModelSource.Open(path);
        try
        {
            var template = source.ChatTemplate ?? throw new CommandException(
                $"'{path}' has no chat template: it was never taught to converse. Give a model that was (its name often ends in -Instruct or -Chat), "
                + "or put a chat_template.jinja into its folder.");
            string Text(int? id) => id is { } known ? Encoding.UTF8.GetString(source.Tokenizer.BytesOf(known)) : "";
            return new TunedBase(source, new ChatTemplate(template, Text(source.Tokens.Begin), Text(source.Tokens.Ends[0])), path, markers);
        }
        catch (Exception e)
        {
            source.Dispose();
            throw e is JinjaException or FormatException ? new CommandException($"The chat template of '{path}' cannot be used: {e.Message}", e) : e;
        }
    }

    /// <summary>What it is.</summary>
    public BaseReference Reference { get; }

    /// <summary>Its sizes, with room for the added tokens.</summary>
    public ModelConfiguration Config { get; }

    /// <summary>Its weights, with rows for the added tokens.</summary>
    public IModelWeights Weights { get; }

    /// <summary>Its tokenizer, with the added tokens.</summary>
    public BpeTokenizer Tokenizer { get; }

    /// <summary>The ids of the tokens that were added.</summary>
    public IReadOnlyList<int> AddedTokens { get; }

    /// <summary>Changes when rows would become other ids.</summary>
    public string EncodingHash { get; }

    /// <summary>Writes rows as this base's prompts.</summary>
    /// <exception cref="CommandException">Its template cannot frame a question and its answer.</exception>
    public DocumentEncoder Encoder(MarkerTaxonomy taxonomy)
    {
        try
        {
            return new DocumentEncoder(Tokenizer, taxonomy, new PromptLayout(Tokenizer, taxonomy, _template, _source.Tokens.Ends));
        }
        catch (FormatException e)
        {
            throw new CommandException($"The chat template of '{Reference.Path}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Writes into a run's folder what a fine-tuned model needs beside its weights: tokenizer, template, origin and licence.</summary>
    public void CopyTo(string folder)
    {
        var making = Path.Combine(folder, "base.tmp");
        Directory.CreateDirectory(making);
        try
        {
            _source.CopyTo(making);
            File.WriteAllText(Path.Combine(making, ModelFiles.Tokenizer), TokenizerJson.Write(Tokenizer.Model));
            File.WriteAllText(Path.Combine(making, ModelFiles.Taxonomy), MarkerTaxonomy.Default.ToJson());
            foreach (var file in Directory.GetFiles(making).Where(file => Path.GetFileName(file) != ModelFiles.TrainingReport))
            {
                File.Move(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }
        }
        finally
        {
            Directory.Delete(making, recursive: true);
        }
    }

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
    public void Dispose() => _source.Dispose();

    /// <summary>What the base is and its licence; null when it does not say.</summary>
    public ModelOrigin? Origin => _source.Origin;
}

/// <summary>
/// A base's weights with rows for added tokens in its embedding and its output layer, which begin as the mean of what their texts are:
/// each text the mean of its tokens' rows. Rows between, of a vocabulary that is rounded up, are zero.
/// </summary>
/// <param name="weights">The base's; disposed of along with this.</param>
/// <param name="config">The base's sizes.</param>
/// <param name="vocabulary">Rows of the result.</param>
/// <param name="added">The added tokens' ids, and the base's ids of the texts that they begin as.</param>
internal sealed class GrownWeights(
    IModelWeights weights, ModelConfiguration config, int vocabulary, IReadOnlyList<(int Id, IReadOnlyList<int[]> Texts)> added) : IModelWeights
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
        foreach (var (id, texts) in added)
        {
            Array.Clear(values, id * width, width);
            foreach (var text in texts)
            {
                var share = 1f / (texts.Count * text.Length);
                foreach (var token in text)
                {
                    for (var i = 0; i < width; i++)
                    {
                        values[(id * width) + i] += share * values[(token * width) + i];
                    }
                }
            }
        }

        return values;
    }

    /// <inheritdoc/>
    public QuantizedTensor? ReadBlocks(string name) =>
        added.Count > 0 && name is (LlamaTensors.Embedding or LlamaTensors.Output) ? null : weights.ReadBlocks(name);

    /// <inheritdoc/>
    public void Dispose() => weights.Dispose();
}
