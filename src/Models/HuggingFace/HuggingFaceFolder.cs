using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.HuggingFace;

/// <summary>
/// A model as a Hugging Face folder, for engines and trainers that load Llama models. Weights have Hugging Face's names, and its
/// order of query and key rows, since training.
/// </summary>
internal static class HuggingFaceFolder
{
    /// <summary>The model's sizes.</summary>
    public const string ConfigFile = "config.json";

    /// <summary>The weights.</summary>
    public const string WeightsFile = "model.safetensors";

    // Loaders ask which framework's layout the tensors have.
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    /// <summary>Whether a folder has a config.json.</summary>
    public static bool Is(string folder) => File.Exists(Path.Combine(folder, ConfigFile));

    /// <summary>Writes the weights and every configuration file but the tokenizer's own.</summary>
    /// <exception cref="ModelException">The tokenizer lacks a control token.</exception>
    public static void Write(
        string folder,
        ModelConfiguration config,
        IModelWeights weights,
        BpeTokenizer tokenizer,
        SafeTensorType type)
    {
        var tensors = LlamaTensors.Of(config)
            .ToDictionary(tensor => tensor.Name, tensor => new NamedTensor(tensor.Shape, weights.Read(tensor.Name)));
        SafeTensors.Save(Path.Combine(folder, WeightsFile), tensors, Metadata, type);
        ModelFiles.WriteJson(folder, ConfigFile, HuggingFaceConfig.Model(config, tokenizer, type));
        ModelFiles.WriteJson(folder, "generation_config.json", HuggingFaceConfig.Generation(tokenizer));
        ModelFiles.WriteJson(folder, ModelFiles.TokenizerConfig, HuggingFaceConfig.Tokenizer(config));
        ModelFiles.WriteJson(folder, "special_tokens_map.json", HuggingFaceConfig.SpecialTokens(tokenizer));
    }

    /// <summary>Reads a folder: our own export, or what another trainer made of one.</summary>
    /// <param name="folder">The folder; its weights are in one file.</param>
    /// <param name="preset">The name that the configuration is to have.</param>
    /// <returns>The configuration, and row-major weights by name.</returns>
    /// <exception cref="ModelException">
    /// The files describe another architecture, or a weight is missing, damaged or of another size.
    /// </exception>
    public static (ModelConfiguration Config, IReadOnlyDictionary<string, float[]> Weights) Read(string folder, string preset)
    {
        var config = HuggingFaceConfig.Read(Path.Combine(folder, ConfigFile), preset);
        var path = Path.Combine(folder, WeightsFile);
        try
        {
            var tensors = SafeTensors.LoadAny(path);
            return (config, LlamaTensors.Of(config).ToDictionary(wanted => wanted.Name, wanted => Values(tensors, wanted)));
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            throw new ModelException(
                $"'{path}' does not hold the weights that config.json describes ({e.Message.TrimEnd('.')}). "
                + "Save the model as one safetensors file.",
                e);
        }
    }

    private static float[] Values(IReadOnlyDictionary<string, NamedTensor> tensors, TensorInfo wanted) =>
        tensors.TryGetValue(wanted.Name, out var tensor) && tensor.Shape.SequenceEqual(wanted.Shape)
            ? tensor.Values
            : throw new InvalidDataException($"{wanted.Name} is missing or is not [{string.Join(", ", wanted.Shape)}]");
}
