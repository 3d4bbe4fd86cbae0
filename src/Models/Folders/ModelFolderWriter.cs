using TreasureMarkers.Models.Onnx;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Folders;

/// <summary>Writes the self-contained folder from which a trained model is served.</summary>
internal static class ModelFolderWriter
{
    /// <summary>The graph.</summary>
    public const string ModelFile = "model.onnx";

    /// <summary>Its large tensors.</summary>
    public const string WeightsFile = "model.onnx.data";

    /// <summary>How the runtime loads it.</summary>
    public const string ConfigurationFile = "genai_config.json";

    /// <summary>The prompt layout, for tools that render text.</summary>
    public const string ChatTemplateFile = "chat_template.jinja";

    /// <summary>Exports a model. The folder appears whole or not at all, and replaces an older export.</summary>
    /// <param name="source">The run or model folder.</param>
    /// <param name="output">The model folder to write.</param>
    /// <param name="precision">Of the matrices.</param>
    /// <returns>Bytes of the graph and its weights.</returns>
    /// <exception cref="ModelException">A file of the source is missing, or <paramref name="output"/> is something else.</exception>
    public static long Export(ExportSource source, string output, WeightPrecision precision)
    {
        source.RefuseToReplace(output);
        return ExportFolder.Write(output, [ConfigurationFile], folder => Fill(folder, source, precision));
    }

    private static long Fill(string folder, ExportSource source, WeightPrecision precision)
    {
        var report = source.CopyTo(folder);
        var tokenizer = ByteLevelBpeTokenizer.Load(source.Require(ModelFiles.Tokenizer));
        using (var external = new ExternalTensors(folder, WeightsFile))
        {
            File.WriteAllBytes(Path.Combine(folder, ModelFile), LlamaGraph.Write(source.Shape, source.Weights, precision, external));
        }

        ExportFolder.WriteJson(folder, ConfigurationFile, GenAIConfiguration.Model(source.Shape, tokenizer));
        ExportFolder.WriteJson(folder, "tokenizer_config.json", GenAIConfiguration.Tokenizer(source.Shape));
        File.WriteAllText(Path.Combine(folder, ChatTemplateFile), source.ChatTemplate);
        var bytes = new[] { ModelFile, WeightsFile }.Sum(file => new FileInfo(Path.Combine(folder, file)).Length);
        File.WriteAllText(Path.Combine(folder, "model_card.md"), ModelCard.Write(report, source, Describe(precision), bytes));
        return bytes;
    }

    private static string Describe(WeightPrecision precision) => precision switch
    {
        WeightPrecision.Int8 => "8 bits in blocks of 32",
        WeightPrecision.Int4 => "4 bits in blocks of 32; embedding and output layer 8 bits",
        _ => "32-bit floats",
    };
}
