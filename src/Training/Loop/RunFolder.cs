using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TreasureMarkers.Training.Loop;

/// <summary>The files of a training run.</summary>
public static class RunFolder
{
    /// <summary>Weights, optimiser and position; replaced atomically.</summary>
    public const string CheckpointFile = "checkpoint.safetensors";

    /// <summary>One JSON object per update or validation.</summary>
    public const string LogFile = "log.jsonl";

    /// <summary>What was trained on what, for how long, with what result.</summary>
    public const string ReportFile = "training.json";

    /// <summary>The data folder's tokenizer, kept so that a run can be exported by itself.</summary>
    public const string TokenizerFile = "tokenizer.json";

    /// <summary>The marker categories the run was trained with.</summary>
    public const string TaxonomyFile = "taxonomy.json";

    /// <summary>How everything in a run is written: camel case, enumerations by name.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
