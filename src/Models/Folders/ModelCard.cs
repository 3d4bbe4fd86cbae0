using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Folders;

/// <summary>model_card.md: what the model is, from its run's own figures, or from what its base says of itself.</summary>
internal static class ModelCard
{
    /// <summary>What stands before the card in a Hugging Face folder, for sites and tools that read it.</summary>
    public static string Head(ModelSource source) => CardHead.Write(
    [
        ("library_name", "transformers"), ("pipeline_tag", "text-generation"), ("license", source.Origin?.License),
        ("license_link", source.Origin?.LicenseLink), ("base_model", source.Origin?.Source),
    ]);

    /// <summary>The card's text.</summary>
    /// <param name="source">What is exported.</param>
    /// <param name="weights">How the export keeps its weights, in words.</param>
    /// <param name="bytes">Size of the weights' files.</param>
    /// <exception cref="ModelException">The source is no base and has no report.</exception>
    public static string Write(ModelSource source, string weights, long bytes)
    {
        var exactness = source.IsModelFolder ? ", made from an exported folder and no more exact than it" : "";
        var table = Table(source, $"{weights}{exactness}, {bytes / 1e6:0.0} MB");
        return (source.Report, source.Origin) switch
        {
            ({ } report, { } origin) => FineTuned(report, origin, table),
            ({ } report, null) => FromNothing(report, table),
            (null, { } origin) => Imported(source, origin, table),
            _ => throw new ModelException($"'{Path.Combine(source.Path, ModelFiles.TrainingReport)}' is missing. {SourceFiles.Advice}"),
        };
    }

    private static string Imported(ModelSource source, ModelOrigin origin, string table) => $"""
        # {origin.Name}

        {Parameters(LlamaTensors.ParameterCount(source.Config))}, imported as it is. It was not trained with markers: it has no levers. What
        can be enforced without them (a format, a schema, a length, calls of functions) is enforced by grammar.

        {table}

        {Licence(origin)}

        """;

    private static string FineTuned(TrainingReport report, ModelOrigin origin, string table) => $"""
        # {origin.Name}, fine-tuned with markers

        {Parameters(report.Parameters)} trained for {Duration(report)} on {Where(report)}, on top of {origin.Name}.

        {table}
        | method | {report.Method ?? "full fine-tuning"} |
        {Figures(report)}
        | held-out loss, completions with their marker lists | {Show(report.Losses.FineTuningEval)} |
        | held-out loss, completions' text alone | {Show(report.Losses.FineTuningEvalText)} |

        Losses are nats per token on rows that training never saw.

        {Dropout(report.Config)}

        {Licence(origin)} The training data has licences of its own. training.json has the data's hashes, the options and the code's commit.
        Markers and their values are in taxonomy.json.

        """;

    private static string FromNothing(TrainingReport report, string table) => $"""
        # A small marker model

        {Parameters(report.Parameters)}, trained from nothing for {Duration(report)} on {Where(report)}.
        It shows that markers work; it does not know the world, and it makes facts up. Do not rely on what it says.

        {table}
        {Figures(report)}
        | held-out loss, running text | {Show(report.Losses.PretrainingEval)} |
        | held-out loss, completions with their marker lists | {Show(report.Losses.FineTuningEval)} |
        | held-out loss, completions' text alone | {Show(report.Losses.FineTuningEvalText)} |

        Losses are nats per token on rows from sources that training never saw.

        {Dropout(report.Config)}

        The training data is built from package registries on the user's machine; every row carries its package, version and
        licence. training.json has the data's hashes, the options and the code's commit. Markers and their values are in taxonomy.json.

        """;

    private static string Table(ModelSource source, string weights)
    {
        var shape = source.Config;
        var heads = $"{shape.NumAttentionHeads} query and {shape.NumKeyValueHeads} key-value heads of {shape.HeadDim}";
        var layers = $"{shape.NumHiddenLayers} layers of width {shape.HiddenSize}, {heads}, feed-forward {shape.IntermediateSize}";
        var family = shape.ModelType switch { "llama" => "Llama", "mistral" => "Mistral", "qwen2" => "Qwen2", _ => "Qwen3" };
        return $"""
            | | |
            |---|---|
            | architecture | {family}: {layers}, {(shape.TieWordEmbeddings ? "tied embeddings" : "an output layer of its own")} |
            | vocabulary | {shape.VocabSize} ({(source.Origin is null ? "byte-level BPE, in" : "in the base's")} tokenizer.json) |
            | context | {shape.MaxPositionEmbeddings} tokens |
            | weights | {weights} |
            """;
    }

    private static string Figures(TrainingReport report) => $"""
        | steps | {report.Step}{(report.IsFinished ? "" : " (the run was not finished)")} |
        | tokens | {report.Tokens:#,0}, {report.TokensPerSecond:#,0} a second |
        | matrix products | {report.Config.Precision.ToString().ToLowerInvariant()} |
        | seed | {report.Config.Seed} |
        """;

    private static string Licence(ModelOrigin origin)
    {
        var licence = origin.License is null
            ? "The base does not say what its licence is: ask its maker before you pass it on."
            : $"Licence of the base: {origin.License}{(origin.LicenseLink is null ? "" : $" ({origin.LicenseLink})")}; it holds for what is made of it.";
        var source = origin.Source is null ? "" : $" Base: {origin.Source}{(origin.Revision is null ? "" : $" at {origin.Revision}")}.";
        return licence + source;
    }

    private static string Dropout(TrainingConfig config) => config.Arm == TrainingArm.Marked
        ? $"Marker lists on both sides; on the prompt's side {config.Dropout.DatasetPercent}% of examples lose the list, "
            + $"and the others {config.Dropout.SamplePercent}% of their markers."
        : "Baseline arm: no marker lists anywhere.";

    private static string Parameters(long count) => $"{count / 1e6:0.0} million parameters";

    private static string Duration(TrainingReport report) => TimeSpan.FromSeconds(report.Seconds).ToString(@"h\:mm\:ss");

    private static string Where(TrainingReport report) => report.Device == "cuda" ? "a CUDA device" : $"{report.Cores} CPU cores";

    private static string Show(double? loss) => loss is { } value ? $"{value:0.000}" : "not measured";
}
