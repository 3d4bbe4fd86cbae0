using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TreasureMarkers.Models;

/// <summary>Names of the files in a run's folder and in a model folder, and how their JSON is written.</summary>
internal static class ModelFiles
{
    /// <summary>The decoder as an ONNX graph.</summary>
    public const string Graph = "model.onnx";

    /// <summary>The graph's large tensors, or the first of them.</summary>
    public const string GraphData = "model.onnx.data";

    /// <summary>The model's sizes and the decoding defaults, in the format of ONNX Runtime GenAI.</summary>
    public const string GenAIConfig = "genai_config.json";

    /// <summary>The tokenizer in Hugging Face's format.</summary>
    public const string Tokenizer = "tokenizer.json";

    /// <summary>The special tokens, for tools that load the tokenizer.</summary>
    public const string TokenizerConfig = "tokenizer_config.json";

    /// <summary>The prompt layout, for tools that render text.</summary>
    public const string ChatTemplate = "chat_template.jinja";

    /// <summary>The marker categories that the model was trained with.</summary>
    public const string Taxonomy = "taxonomy.json";

    /// <summary>What was trained on what, for how long, with what result.</summary>
    public const string TrainingReport = "training.json";

    /// <summary>Where the base is from that the model was made of, and its licence; a model from nothing has none.</summary>
    public const string Origin = "origin.json";

    /// <summary>What the model is and how it was made, for people.</summary>
    public const string ModelCard = "model_card.md";

    /// <summary>The card of a Hugging Face folder.</summary>
    public const string ReadMe = "README.md";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Camel case, enumerations by name, characters beyond ASCII as they are.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The name of the nth file of the graph's large tensors, counted from 1.</summary>
    public static string GraphDataFile(int number) => number == 1 ? GraphData : $"model.onnx.{number}.data";

    /// <summary>Writes a configuration file as indented JSON.</summary>
    public static void WriteJson(string folder, string file, JsonNode json) =>
        File.WriteAllText(Path.Combine(folder, file), json.ToJsonString(Indented) + "\n");
}
