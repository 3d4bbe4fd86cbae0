using System.Text.Json;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.HuggingFace;
using TreasureMarkers.Models.Onnx;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Folders;

/// <summary>
/// A model with all that it needs, to be trained, served or exported: a base as others publish it (a GGUF file or a Hugging Face folder), a
/// run's checkpoint, or what an exported folder has of one. Weights are read when they are asked for.
/// </summary>
internal sealed class ModelSource : IDisposable
{
    private static readonly MarkerTaxonomy NoMarkers = MarkerTaxonomy.Parse("""{ "categories": [] }""");
    private readonly Lazy<BpeTokenizer> _tokenizer;
    private readonly Lazy<BoundaryTokens> _tokens;

    private ModelSource(
        string path, ModelConfiguration config, IModelWeights weights, Lazy<BpeTokenizer> tokenizer, Lazy<BoundaryTokens> tokens) =>
        (Path, Config, Weights, _tokenizer, _tokens) = (path, config, weights, tokenizer, tokens);

    /// <summary>The file or folder that it was opened from.</summary>
    public string Path { get; }

    /// <summary>The model's sizes.</summary>
    public ModelConfiguration Config { get; }

    /// <summary>The weights, by the names of <see cref="LlamaTensors"/>.</summary>
    public IModelWeights Weights { get; }

    /// <summary>The model's tokenizer; its vocabulary is as large as the model's.</summary>
    /// <exception cref="ModelException">The file is missing, no usable tokenizer, or of another vocabulary.</exception>
    public BpeTokenizer Tokenizer => _tokenizer.Value;

    /// <summary>The frame of a conversation as a Jinja template; null for a base that was never taught to converse.</summary>
    public string? ChatTemplate { get; private init; }

    /// <summary>The control tokens at the borders of a text.</summary>
    /// <exception cref="ModelException">The files name none, or one that the tokenizer has not.</exception>
    public BoundaryTokens Tokens => _tokens.Value;

    /// <summary>How the model wants text sampled where nobody says.</summary>
    public required SamplingSettings Sampling { get; init; }

    /// <summary>The markers that the model was trained with; one without categories for a base.</summary>
    public MarkerTaxonomy Taxonomy { get; private init; } = NoMarkers;

    /// <summary>What its run reported; null for a base.</summary>
    public TrainingReport? Report { get; private init; }

    /// <summary>Where its base is from; null for a model that was trained from nothing.</summary>
    public ModelOrigin? Origin { get; private init; }

    /// <summary>Whether it is a folder for serving: then no export of it is more exact than the folder.</summary>
    public bool IsModelFolder { get; private init; }

    /// <summary>Opens a base or an exported folder.</summary>
    /// <param name="path">A GGUF file, a Hugging Face folder (also one that another trainer made), or a folder for serving of any precision.</param>
    /// <exception cref="ModelException">It is none of these, damaged, or of an architecture that cannot be used.</exception>
    public static ModelSource Open(string path)
    {
        if (MappedGguf.Is(path))
        {
            return FromGguf(path);
        }

        if (!Directory.Exists(path))
        {
            throw new ModelException(File.Exists(path)
                ? $"'{path}' is no GGUF file. Give a .gguf file, a Hugging Face folder, or a folder that `tm export` wrote."
                : $"There is no '{path}'. Give a .gguf file, a Hugging Face folder, or a folder that `tm export` wrote; `tm model get` downloads one.");
        }

        return File.Exists(System.IO.Path.Combine(path, ModelFiles.GenAIConfig)) ? FromModelFolder(path)
            : HuggingFaceFolder.Is(path) ? FromHuggingFace(path)
            : throw new ModelException(Describe(path));
    }

    /// <summary>Whether a path is a base that has to be imported before it can be served.</summary>
    public static bool IsBase(string path) =>
        MappedGguf.Is(path)
        || (HuggingFaceFolder.Is(path) && !File.Exists(System.IO.Path.Combine(path, ModelFiles.GenAIConfig)));

    /// <summary>A run's checkpoint, beside which the folder has tokenizer, taxonomy and report, and of a base what <see cref="CopyTo"/> copied.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="config">The model's sizes.</param>
    /// <param name="weights">What was trained.</param>
    /// <exception cref="ModelException">A file is missing or damaged.</exception>
    public static ModelSource OfRun(string folder, ModelConfiguration config, IModelWeights weights) =>
        OfFolder(folder, config, weights, isModelFolder: false, Prompts.ChatTemplate.Jinja);

    /// <summary>The same model with other weights, or served with another context or fewer marker values.</summary>
    /// <param name="weights">Of the same names and shapes; null for its own.</param>
    /// <param name="context">Tokens of prompt and answer together; null, or more than its own, for its own.</param>
    /// <param name="taxonomy">Categories and values of its own taxonomy; null for all.</param>
    public ModelSource With(IModelWeights? weights = null, int? context = null, MarkerTaxonomy? taxonomy = null) =>
        new(Path, Config with { MaxPositionEmbeddings = Math.Min(context ?? int.MaxValue, Config.MaxPositionEmbeddings) }, weights ?? Weights, _tokenizer, _tokens)
        {
            ChatTemplate = ChatTemplate,
            Sampling = Sampling,
            Taxonomy = taxonomy ?? Taxonomy,
            Report = Report,
            Origin = Origin,
            IsModelFolder = IsModelFolder,
        };

    /// <summary>
    /// Copies what belongs to a model beside its weights: tokenizer and its configuration, chat template, taxonomy, report, origin and licence.
    /// </summary>
    /// <param name="target">The folder being written.</param>
    /// <exception cref="ModelException">A file is missing.</exception>
    public void CopyTo(string target)
    {
        string At(string file) => System.IO.Path.Combine(target, file);
        if (Directory.Exists(Path))
        {
            foreach (var file in SourceFiles.ToCopy(Path))
            {
                File.Copy(file, At(System.IO.Path.GetFileName(file)));
            }
        }

        if (!File.Exists(At(ModelFiles.Tokenizer)))
        {
            File.WriteAllText(At(ModelFiles.Tokenizer), TokenizerJson.Write(Tokenizer.Model));
        }

        if (Origin is not null)
        {
            HuggingFaceFolder.WriteTokenizerFiles(target, Tokenizer, Tokens, Sampling, Config.MaxPositionEmbeddings);
            File.WriteAllText(At(ModelFiles.Origin), JsonSerializer.Serialize(Origin, ModelFiles.Json) + "\n");
        }

        if (ChatTemplate is not null)
        {
            File.WriteAllText(At(ModelFiles.ChatTemplate), ChatTemplate);
        }

        File.WriteAllText(At(ModelFiles.Taxonomy), Taxonomy.ToJson());
    }

    /// <summary>Refuses to write an export over what it is made from.</summary>
    /// <exception cref="ModelException">It is the same file or folder.</exception>
    public void RefuseToReplace(string output)
    {
        if (AtomicFolder.AreSame(output, Path))
        {
            throw new ModelException(
                $"'{output}' is what is to be exported. Give another --out: the export would replace what it is made from.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    private static ModelSource FromGguf(string path)
    {
        var file = MappedGguf.Open(path);
        try
        {
            var name = file.Metadata.GetValueOrDefault("general.name") as string ?? System.IO.Path.GetFileNameWithoutExtension(path);
            var config = GgufLlama.Read(file, name);
            return new ModelSource(
                path, config, new GgufWeights(file, config),
                new(() => SourceFiles.TokenizerOf(file, config)), new(() => SourceFiles.TokensOf(file, config)))
            {
                ChatTemplate = file.Metadata.GetValueOrDefault("tokenizer.chat_template") as string,
                Sampling = SamplingSettings.Greedy,
                Origin = SourceFiles.OriginOf(file, name),
            };
        }
        catch (ModelException)
        {
            file.Dispose();
            throw;
        }
    }

    private static ModelSource FromHuggingFace(string folder)
    {
        var report = SourceFiles.ReadReport(folder);
        var config = HuggingFaceConfig.Read(
            System.IO.Path.Combine(folder, HuggingFaceFolder.ConfigFile), report?.Config.Model.Preset ?? SourceFiles.NameOf(folder));
        return OfFolder(folder, config, HuggingFaceWeights.Open(folder, config), isModelFolder: false, template: null);
    }

    private static ModelSource FromModelFolder(string folder)
    {
        var (file, report) = (System.IO.Path.Combine(folder, HuggingFaceFolder.ConfigFile), SourceFiles.ReadReport(folder));
        var config = File.Exists(file) ? HuggingFaceConfig.Read(file, report?.Config.Model.Preset ?? SourceFiles.NameOf(folder))
            : report?.Config.Model ?? throw new ModelException(
                $"'{folder}' has neither {HuggingFaceFolder.ConfigFile} nor {ModelFiles.TrainingReport}. {SourceFiles.Advice}");
        return OfFolder(folder, config, LlamaGraphReader.Open(folder, config), isModelFolder: true, template: null);
    }

    private static ModelSource OfFolder(string folder, ModelConfiguration config, IModelWeights weights, bool isModelFolder, string? template)
    {
        try
        {
            var (report, taxonomy) = (SourceFiles.ReadReport(folder), System.IO.Path.Combine(folder, ModelFiles.Taxonomy));
            var origin = SourceFiles.OriginOf(folder, report);
            Lazy<BpeTokenizer> tokenizer = new(() => SourceFiles.TokenizerOf(folder, config));
            return new ModelSource(folder, config, weights, tokenizer, new(() => SourceFiles.TokensOf(folder, tokenizer.Value)))
            {
                ChatTemplate = SourceFiles.TemplateOf(folder) ?? (origin is null ? template : null),
                Sampling = SourceFiles.SamplingOf(folder) ?? (origin is null ? SamplingSettings.Exported : SamplingSettings.Greedy),
                Taxonomy = File.Exists(taxonomy) ? MarkerTaxonomy.Load(taxonomy) : NoMarkers,
                Report = report,
                Origin = origin,
                IsModelFolder = isModelFolder,
            };
        }
        catch (Exception e) when (e is ModelException or FormatException)
        {
            weights.Dispose();
            throw e as ModelException ?? new ModelException(e.Message, e);
        }
    }

    private static string Describe(string folder) => Directory.EnumerateFiles(folder, "*" + MappedGguf.Extension).Take(2).ToArray() switch
    {
        [var one] => $"'{folder}' holds a GGUF file: give its path, '{one}'.",
        [_, _] => $"'{folder}' holds several GGUF files: give the path of one.",
        _ => $"'{folder}' has no {HuggingFaceFolder.ConfigFile}: it is no Hugging Face folder, and no folder that `tm export` wrote.",
    };
}
