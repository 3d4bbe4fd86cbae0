using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TreasureMarkers.Models.Folders;

/// <summary>Names of the files in a run's folder and in a model folder, and how their JSON is written.</summary>
internal static class ModelFiles
{
    /// <summary>The tokenizer in Hugging Face's format.</summary>
    public const string Tokenizer = "tokenizer.json";

    /// <summary>The marker categories that the model was trained with.</summary>
    public const string Taxonomy = "taxonomy.json";

    /// <summary>What was trained on what, for how long, with what result.</summary>
    public const string TrainingReport = "training.json";

    /// <summary>Camel case, enumerations by name, characters beyond ASCII as they are.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
