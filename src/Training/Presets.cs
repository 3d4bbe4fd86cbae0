using System.Text.Json;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Training;

/// <summary>The training configurations in presets/*.json.</summary>
internal static class Presets
{
    /// <summary>
    /// Smallest first: <c>nano</c> for tests, <c>small</c> for two CPU cores and an hour, <c>base</c> for a GPU and some minutes; as
    /// int8 the latter stays under 40 MB.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = ["nano", "small", "base"];

    /// <summary>Reads a preset; the vocabulary's size is the tokenizer's and still 0.</summary>
    /// <exception cref="CommandException">There is no such preset.</exception>
    public static TrainingConfig Load(string name)
    {
        using var file = typeof(Presets).Assembly.GetManifestResourceStream($"presets/{name}.json")
            ?? throw new CommandException($"There is no preset '{name}'. Allowed: {string.Join(", ", Names)}.");
        return JsonSerializer.Deserialize<TrainingConfig>(file, ModelFiles.Json)!;
    }

    /// <summary>How a base is fine-tuned where no option says otherwise.</summary>
    /// <param name="config">The base's sizes, with room for the markers' tokens.</param>
    /// <param name="reference">What it is.</param>
    /// <param name="tuning">What of it trains.</param>
    public static TrainingConfig FineTuning(ModelConfiguration config, BaseReference reference, FineTuning tuning) => Load("small") with
    {
        Preset = "base",
        Model = config,
        Base = reference,
        FineTuning = tuning,
        PretrainSteps = 0,
        PretrainShare = 0,
        Steps = 300,
        BatchTokens = 8192,
        PackedLength = 1024,
        MaxLength = Math.Min(config.MaxPositionEmbeddings, 2048),
        // Adapters begin at nothing and take larger steps (Schulman et al., LoRA Without Regret, 2025: about ten times).
        LearningRate = tuning.Method == TrainingMethod.Lora ? 5e-4 : 1e-4,
        FineTuningLearningRateFraction = 1,
        WarmupSteps = 10,
        Beta2 = 0.99,
        WeightDecay = 0.01,
    };

    /// <summary>A preset's model for a vocabulary.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="vocabulary">The tokenizer's size.</param>
    /// <exception cref="CommandException">There is no such preset.</exception>
    public static ModelConfiguration Model(string name, int vocabulary) => Load(name).Model with { VocabSize = vocabulary };
}
