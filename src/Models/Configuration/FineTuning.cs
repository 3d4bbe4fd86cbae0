using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Configuration;

/// <summary>Which weights a run trains, and how.</summary>
internal enum TrainingMethod
{
    /// <summary>All of them.</summary>
    Full,

    /// <summary>Low-rank adapters beside frozen matrices (Hu et al. 2021), and the rows of added tokens.</summary>
    Lora,

    /// <summary>The last layers and the final normalisation, and the rows of added tokens.</summary>
    LastLayers,
}

/// <summary>What of a base is trained. The options of LoRA have PEFT's meaning.</summary>
internal sealed record FineTuning
{
    /// <summary>The modules that LoRA can stand beside, by their names in Hugging Face's Llama.</summary>
    public static IReadOnlyList<string> AllTargets { get; } =
        ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];

    /// <summary>Which weights train.</summary>
    public TrainingMethod Method { get; init; } = TrainingMethod.Full;

    /// <summary>LoRA's rank.</summary>
    public int Rank { get; init; } = 16;

    /// <summary>LoRA's alpha: the adapters' product counts alpha / rank.</summary>
    public double Alpha { get; init; } = 32;

    /// <summary>The share of an adapter's inputs that each pass leaves out, 0 up to 1.</summary>
    public double Dropout { get; init; }

    /// <summary>The modules that have adapters, of <see cref="AllTargets"/>.</summary>
    public IReadOnlyList<string> Targets { get; init; } = AllTargets;

    /// <summary>How many layers the last-layers method trains.</summary>
    public int LastLayers { get; init; }

    /// <summary>
    /// Ids whose embedding (and output) rows train although the matrix does not: the tokens that were added for markers. Empty when
    /// everything trains.
    /// </summary>
    public IReadOnlyList<int> TrainedTokens { get; init; } = [];

    /// <summary>What an adapter's product counts.</summary>
    public double Scale => Alpha / Rank;

    /// <summary>In words, such as <c>LoRA of rank 16</c>.</summary>
    public string Describe() => Method switch
    {
        TrainingMethod.Lora => $"LoRA of rank {Rank}",
        TrainingMethod.LastLayers => $"the last {LastLayers} layers",
        _ => "in full",
    };

    /// <summary>Whether a weight of the base itself is trained.</summary>
    public bool Trains(ModelConfiguration shape, string weight) => Method switch
    {
        TrainingMethod.Full => true,
        TrainingMethod.Lora => false,
        _ => weight == LlamaTensors.FinalNorm
            || Enumerable.Range(FirstLayer(shape), shape.NumHiddenLayers - FirstLayer(shape))
                .Any(layer => weight.StartsWith($"model.layers.{layer}.", StringComparison.Ordinal)),
    };

    /// <summary>The lowest layer in which something trains.</summary>
    public int FirstLayer(ModelConfiguration shape) =>
        Method == TrainingMethod.LastLayers ? Math.Max(0, shape.NumHiddenLayers - LastLayers) : 0;
}
