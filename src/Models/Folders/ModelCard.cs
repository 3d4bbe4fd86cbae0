using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Models.Folders;

/// <summary>model_card.md: what the model is, from the run's own figures.</summary>
internal static class ModelCard
{
    /// <summary>The card's text.</summary>
    /// <param name="source">What is exported.</param>
    /// <param name="weights">How the export keeps its weights, in words.</param>
    /// <param name="bytes">Size of the weights' files.</param>
    /// <exception cref="ModelException">The source has no report.</exception>
    public static string Write(ExportSource source, string weights, long bytes)
    {
        var report = source.ReadReport();
        var origin = source.IsModelFolder ? ", made from an exported folder and no more exact than it" : "";
        var (config, shape, losses) = (report.Config, report.Config.Model, report.Losses);
        var dropout = config.Arm == TrainingArm.Marked
            ? $"Marker lists on both sides; on the prompt's side {config.Dropout.DatasetPercent}% of examples lose the list, "
                + $"and the others {config.Dropout.SamplePercent}% of their markers."
            : "Baseline arm: no marker lists anywhere.";
        var size = $"{report.Parameters / 1e6:0.0} million parameters";
        var duration = TimeSpan.FromSeconds(report.Seconds).ToString(@"h\:mm\:ss");
        var heads = $"{shape.NumAttentionHeads} query and {shape.NumKeyValueHeads} key-value heads of {shape.HeadDim}";
        var layers = $"{shape.NumHiddenLayers} layers of width {shape.HiddenSize}, {heads}, feed-forward {shape.IntermediateSize}";
        return $"""
            # A small marker model

            {size}, trained from nothing for {duration} on {Where(report)}.
            It shows that markers work; it does not know the world, and it makes facts up. Do not rely on what it says.

            | | |
            |---|---|
            | architecture | Llama: {layers}, tied embeddings |
            | vocabulary | {shape.VocabSize} (byte-level BPE, in tokenizer.json) |
            | context | {shape.MaxPositionEmbeddings} tokens |
            | weights | {weights}{origin}, {bytes / 1e6:0.0} MB |
            | steps | {report.Step}{(report.IsFinished ? "" : " (the run was not finished)")} |
            | tokens | {report.Tokens:#,0}, {report.TokensPerSecond:#,0} a second |
            | matrix products | {config.Precision.ToString().ToLowerInvariant()} |
            | seed | {config.Seed} |
            | held-out loss, running text | {Show(losses.PretrainingEval)} |
            | held-out loss, completions with their marker lists | {Show(losses.FineTuningEval)} |
            | held-out loss, completions' text alone | {Show(losses.FineTuningEvalText)} |

            Losses are nats per token on rows from sources that training never saw.

            {dropout}

            The training data is built from package registries on the user's machine; every row carries its package, version and
            licence. training.json has the data's hashes, the options and the code's commit. Markers and their values are in taxonomy.json.

            """;
    }

    private static string Where(TrainingReport report) => report.Device == "cuda" ? "a CUDA device" : $"{report.Cores} CPU cores";

    private static string Show(double? loss) => loss is { } value ? $"{value:0.000}" : "not measured";
}
