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

    private const string LockFile = "lock";

    /// <summary>Holds the folder, made if it is missing, until the result is disposed or the process ends.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="TrainingException">Another process holds it: the two would replace each other's checkpoints.</exception>
    public static IDisposable Claim(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new TrainingException($"Another process is training in '{folder}'. Stop it first, or give another --out.", e);
        }
    }

    /// <summary>How everything in a run is written: camel case, enumerations by name.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
