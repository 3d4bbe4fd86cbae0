using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.HuggingFace;

/// <summary>
/// Writes a model as a Hugging Face folder, for engines that load Llama models. Weights have Hugging Face's names, and its
/// order of query and key rows, since training; the embedding is the output layer too.
/// </summary>
internal static class HuggingFaceFolder
{
    /// <summary>The model's sizes.</summary>
    public const string ConfigurationFile = "config.json";

    /// <summary>The weights.</summary>
    public const string WeightsFile = "model.safetensors";

    private const string CardFile = "README.md";

    // Loaders ask which framework's layout the tensors have.
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    /// <summary>Exports a model. The folder appears whole or not at all, and replaces an older export.</summary>
    /// <param name="source">The run or model folder.</param>
    /// <param name="output">The folder to write.</param>
    /// <param name="type">Of all weights.</param>
    /// <returns>Bytes of the weights.</returns>
    /// <exception cref="ModelException">A file of the source is missing, or <paramref name="output"/> is something else.</exception>
    public static long Export(ExportSource source, string output, SafeTensorType type)
    {
        source.RefuseToReplace(output);
        return ExportFolder.Write(output, [ConfigurationFile, WeightsFile, ModelFiles.Taxonomy], folder => Fill(folder, source, type));
    }

    private static long Fill(string folder, ExportSource source, SafeTensorType type)
    {
        var report = source.CopyTo(folder);
        var tokenizer = ByteLevelBpeTokenizer.Load(Path.Combine(folder, ModelFiles.Tokenizer));
        var weights = source.Shape.Weights().ToDictionary(weight => weight.Name, weight => new NamedTensor(weight.Shape, source.Weights[weight.Name]));
        SafeTensors.Save(Path.Combine(folder, WeightsFile), weights, Metadata, type);
        ExportFolder.WriteJson(folder, ConfigurationFile, HuggingFaceConfiguration.Model(source.Shape, tokenizer, type));
        ExportFolder.WriteJson(folder, "generation_config.json", HuggingFaceConfiguration.Generation(tokenizer));
        ExportFolder.WriteJson(folder, "tokenizer_config.json", GenAIConfiguration.Tokenizer(source.Shape));
        ExportFolder.WriteJson(folder, "special_tokens_map.json", HuggingFaceConfiguration.SpecialTokens(tokenizer));
        File.WriteAllText(Path.Combine(folder, ModelFolderWriter.ChatTemplateFile), source.ChatTemplate);
        var bytes = new FileInfo(Path.Combine(folder, WeightsFile)).Length;
        File.WriteAllText(Path.Combine(folder, CardFile), HuggingFaceConfiguration.CardHead + ModelCard.Write(report, source, type == SafeTensorType.Bf16 ? "bfloat16" : "32-bit floats", bytes));
        return bytes;
    }
}
