using TreasureMarkers.Markers;
using TreasureMarkers.Models.Onnx;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Folders;

/// <summary>The files of a model folder, read and held against each other before anything native sees them.</summary>
internal sealed class ModelFolder
{
    private ModelFolder(string path, GenAIConfig config, BpeTokenizer tokenizer, MarkerTaxonomy taxonomy, PromptLayout layout)
    {
        Path = path;
        Config = config;
        Tokenizer = tokenizer;
        Taxonomy = taxonomy;
        Layout = layout;
        LongestToken = Enumerable.Range(0, tokenizer.VocabularySize).Max(id => tokenizer.BytesOf(id).Length);
    }

    /// <summary>Full path, without a separator at its end.</summary>
    public string Path { get; }

    /// <summary>genai_config.json.</summary>
    public GenAIConfig Config { get; }

    /// <summary>tokenizer.json; its vocabulary is as large as the model's.</summary>
    public BpeTokenizer Tokenizer { get; }

    /// <summary>taxonomy.json.</summary>
    public MarkerTaxonomy Taxonomy { get; }

    /// <summary>The prompt layout over both.</summary>
    public PromptLayout Layout { get; }

    /// <summary>Bytes of the longest token: text of n bytes is never fewer than n / this tokens.</summary>
    public int LongestToken { get; }

    /// <summary>Reads and checks a folder.</summary>
    /// <exception cref="ModelException">A file is missing, unreadable or does not fit the others; one line says which.</exception>
    public static ModelFolder Load(string folder)
    {
        var path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        if (!Directory.Exists(path))
        {
            throw new ModelException($"There is no model folder {path}: give the path of a folder written by `tm export`.");
        }

        var config = Read(path, ModelFiles.GenAIConfig, file => GenAIConfig.Parse(File.ReadAllText(file)));
        Read(path, config.ModelFile, CheckNotEmpty);
        var tokenizer = SourceFiles.Fitting(
            Read(path, ModelFiles.Tokenizer, BpeTokenizer.Load), System.IO.Path.Combine(path, ModelFiles.Tokenizer), config.VocabularySize);
        var taxonomy = Read(path, ModelFiles.Taxonomy, MarkerTaxonomy.Load);
        // A folder without a template is one of a model trained here, of a version that wrote none.
        var template = File.Exists(System.IO.Path.Combine(path, ModelFiles.ChatTemplate))
            ? Read(path, ModelFiles.ChatTemplate, file => ReadTemplate(file, tokenizer))
            : ChatTemplate.House;
        var markers = taxonomy.Categories.Count > 0 ? taxonomy : null;
        var layout = Read(path, ModelFiles.Tokenizer, _ => new PromptLayout(tokenizer, markers, template, config.EndIds));
        return new ModelFolder(path, config, tokenizer, taxonomy, layout);
    }

    private static T Read<T>(string folder, string name, Func<string, T> read)
    {
        var file = System.IO.Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            throw new ModelException(
                $"{file} is missing: a model folder holds genai_config.json, model.onnx, tokenizer.json and taxonomy.json; "
                + "export or copy the folder again.");
        }

        try
        {
            return read(file);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            var reason = e.Message.ReplaceLineEndings(" ").TrimEnd('.');
            throw new ModelException($"{file} cannot be used: {reason}. Export or copy the folder again.", e);
        }
    }

    private static ChatTemplate ReadTemplate(string file, BpeTokenizer tokenizer)
    {
        return new ChatTemplate(File.ReadAllText(file), ContentOf(tokenizer.Boundary.Begin), ContentOf(tokenizer.Boundary.End));

        string ContentOf(int? id) => tokenizer.AddedTokens.FirstOrDefault(token => token.Id == id)?.Content ?? "";
    }

    private static bool CheckNotEmpty(string file) =>
        new FileInfo(file).Length > 0 ? true : throw new FormatException("it is empty");
}
