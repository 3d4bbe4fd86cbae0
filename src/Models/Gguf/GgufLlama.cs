using System.Globalization;
using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Models.Gguf;

/// <summary>The Llama family's configuration as llama.cpp's metadata has it. Mistral is the architecture llama there.</summary>
internal static class GgufLlama
{
    /// <summary>Factors by which the rotary frequencies are divided: how llama.cpp keeps Llama 3's scaling.</summary>
    public const string RotaryFactors = "rope_freqs.weight";

    private const double LargestFactorError = 1e-4;
    private static readonly string[] Architectures = ["llama", "qwen2", "qwen3"];

    // Sizes that a configuration has, which are written and read under one name.
    private static readonly (string Key, Func<ModelConfiguration, int> Value)[] Sizes =
    [
        ("block_count", config => config.NumHiddenLayers),
        ("context_length", config => config.MaxPositionEmbeddings),
        ("embedding_length", config => config.HiddenSize),
        ("feed_forward_length", config => config.IntermediateSize),
        ("attention.head_count", config => config.NumAttentionHeads),
        ("attention.head_count_kv", config => config.NumKeyValueHeads),
        ("attention.key_length", config => config.HeadDim),
        ("attention.value_length", config => config.HeadDim),
        ("rope.dimension_count", config => config.HeadDim),
        ("vocab_size", config => config.VocabSize),
    ];

    /// <summary>The architecture's name in llama.cpp.</summary>
    public static string ArchitectureOf(ModelConfiguration config) => config.ModelType is "mistral" ? "llama" : config.ModelType;

    /// <summary>
    /// Whether llama.cpp turns row 2i of a head of query and key with row 2i + 1, and not row i with row i + size/2 as Hugging Face does, so
    /// that its files have these rows in another order.
    /// </summary>
    public static bool IsInterleaved(ModelConfiguration config) => ArchitectureOf(config) == "llama";

    /// <summary>Adds the architecture's sizes to the metadata.</summary>
    public static void AddConfiguration(GgufFile file, ModelConfiguration config)
    {
        var architecture = ArchitectureOf(config);
        foreach (var (key, value) in Sizes)
        {
            file.Add($"{architecture}.{key}", value(config));
        }

        file.Add($"{architecture}.attention.layer_norm_rms_epsilon", (float)config.RmsNormEps);
        file.Add($"{architecture}.rope.freq_base", (float)config.RopeTheta);
        switch (config.RopeScaling)
        {
            case { RopeType: "linear", Factor: var factor }:
                file.Add($"{architecture}.rope.scaling.type", "linear");
                file.Add($"{architecture}.rope.scaling.factor", (float)factor);
                break;
            case { } scaling:
                file.Add($"{architecture}.rope.scaling.original_context_length", scaling.OriginalMaxPositionEmbeddings);
                file.Add(GgufTensor.Create(RotaryFactors, [config.HeadDim / 2], GgmlType.F32, () => Factors(config)));
                break;
        }
    }

    /// <summary>Reads the configuration of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="preset">The name that the configuration is to have.</param>
    /// <exception cref="ModelException">It is another architecture, has what ours has not, or lacks a size.</exception>
    public static ModelConfiguration Read(MappedGguf file, string preset)
    {
        var metadata = new GgufSizes(file);
        var architecture = metadata.Architecture;
        if (!Architectures.Contains(architecture))
        {
            throw new ModelException(
                $"'{file.Path}' is of the architecture '{architecture}', which cannot be used. Supported: "
                + "llama (Llama 1 to 3, SmolLM2, TinyLlama, Mistral), qwen2 (Qwen2, Qwen2.5) and qwen3.");
        }

        metadata.RefuseOthers();
        var (hidden, heads) = (metadata.Size("embedding_length"), metadata.Size("attention.head_count"));
        var headSize = metadata.Size("attention.key_length", hidden / heads);
        metadata.Require("attention.value_length", headSize);
        metadata.Require("rope.dimension_count", headSize);
        var config = new ModelConfiguration(
            preset,
            (int)Math.Min(file.Find("token_embd.weight").Shape[0], int.MaxValue),
            hidden,
            metadata.Size("block_count"),
            heads,
            metadata.Size("attention.head_count_kv", heads),
            headSize,
            metadata.Size("feed_forward_length"),
            metadata.Size("context_length"),
            metadata.Number("rope.freq_base", 10_000),
            metadata.Number("attention.layer_norm_rms_epsilon", null))
        {
            ModelType = architecture,
            AttentionBias = architecture == "qwen2",
            QueryKeyNorm = architecture == "qwen3",
            TieWordEmbeddings = !file.Tensors.ContainsKey("output.weight"),
        };
        config.RequireSound(file.Path);
        return config with { RopeScaling = ReadScaling(file, metadata, config) };
    }

    /// <summary>What each rotary frequency is divided by.</summary>
    private static float[] Factors(ModelConfiguration config)
    {
        var (plain, scaled) = (RotaryTable.Frequencies(config with { RopeScaling = null }), RotaryTable.Frequencies(config));
        return [.. plain.Zip(scaled, (before, after) => (float)(before / after))];
    }

    private static RopeScaling? ReadScaling(MappedGguf file, GgufSizes metadata, ModelConfiguration config)
    {
        var type = metadata.Text("rope.scaling.type") ?? "none";
        // The name that llama.cpp's first files had for a linear factor.
        var factor = metadata.Number("rope.scaling.factor", metadata.Number("rope.scale_linear", 1));
        if (file.Tensors.TryGetValue(RotaryFactors, out var factors))
        {
            return FromFactors(file.ReadFloats(factors), metadata, config)
                ?? throw new ModelException($"'{file.Path}' stretches its rotary positions in a way that is not Llama 3's. {GgufSizes.Scalings}");
        }

        return type is "none" or "linear" && factor >= 1
            ? (factor > 1 ? new RopeScaling("linear", factor) : null)
            : throw new ModelException($"'{file.Path}' stretches its rotary positions by '{type}' and {factor}. {GgufSizes.Scalings}");
    }

    // The factors were computed from four numbers, of which the file has none: the largest is the factor, and the others follow from two
    // frequencies of those that are blended. Whatever is guessed has to give the file's factors back.
    private static RopeScaling? FromFactors(float[] factors, GgufSizes metadata, ModelConfiguration config)
    {
        var context = metadata.Size("rope.scaling.original_context_length", 8192);
        var scaling = new RopeScaling("llama3", factors.Max(), OriginalMaxPositionEmbeddings: context);
        return factors.Length == config.HeadDim / 2 && factors.All(factor => factor >= 1)
            ? new[] { scaling, Solve(factors, scaling, config) }.FirstOrDefault(guess => Fits(factors, config with { RopeScaling = guess }))
            : null;
    }

    private static bool Fits(float[] factors, ModelConfiguration config) =>
        config.RopeScaling is not null && Factors(config).Zip(factors).All(pair => Math.Abs(pair.First - pair.Second) <= LargestFactorError * pair.Second);

    private static RopeScaling? Solve(float[] factors, RopeScaling scaling, ModelConfiguration config)
    {
        // The kept share is linear in how often a frequency turns in the original context.
        var blended = RotaryTable.Frequencies(config)
            .Zip(factors, (frequency, divisor) => (
                Turns: scaling.OriginalMaxPositionEmbeddings * frequency / (2 * Math.PI),
                Kept: ((1 / divisor) - (1 / scaling.Factor)) / (1 - (1 / scaling.Factor))))
            .Where(pair => pair.Kept is > 1e-3 and < 1 - 1e-3).ToArray();
        if (blended.Length < 2 || blended[0].Kept == blended[^1].Kept)
        {
            return null;
        }

        var ((turns, kept), (otherTurns, otherKept)) = (blended[0], blended[^1]);
        var slope = (otherTurns - turns) / (otherKept - kept);
        var low = turns - (kept * slope);
        // Given as short numbers, which a configuration has; the solution is as exact as 32-bit factors are.
        return scaling with { LowFreqFactor = Math.Round(low, 3), HighFreqFactor = Math.Round(low + slope, 3) };
    }
}

/// <summary>The metadata of one file's architecture.</summary>
internal sealed class GgufSizes
{
    /// <summary>What stretching of rotary positions is read.</summary>
    public const string Scalings = "Supported: none, linear, and Llama 3's.";

    private readonly MappedGguf _file;

    /// <summary>Looks the architecture up.</summary>
    /// <exception cref="ModelException">The file names none.</exception>
    public GgufSizes(MappedGguf file)
    {
        _file = file;
        Architecture = file.Metadata.GetValueOrDefault("general.architecture") as string
            ?? throw new ModelException($"'{file.Path}' names no general.architecture: it is no file of a language model.");
    }

    /// <summary>general.architecture.</summary>
    public string Architecture { get; }

    /// <summary>Refuses what no supported architecture has.</summary>
    /// <exception cref="ModelException">The file is one of several, a mixture of experts, or looks back less far than its context.</exception>
    public void RefuseOthers()
    {
        if (_file.Metadata.GetValueOrDefault("split.count") is > 1L)
        {
            throw new ModelException($"'{_file.Path}' is one of several files of a model. Join them with llama.cpp's `llama-gguf-split --merge`.");
        }

        if (_file.Metadata.GetValueOrDefault("general.type") is string type and not "model")
        {
            throw new ModelException($"'{_file.Path}' holds '{type}' and no model. Give the model's own file.");
        }

        if (Find("expert_count") is > 0L)
        {
            throw new ModelException($"'{_file.Path}' is a mixture of experts, which cannot be used. Use a dense model.");
        }

        if (Find("attention.sliding_window") is long window and > 0 && window < Size("context_length"))
        {
            throw new ModelException(
                $"'{_file.Path}' attends to {window} tokens back in a context of {Size("context_length")}: a sliding window, which cannot be used.");
        }

        foreach (var key in new[] { "attention.scale", "logit_scale", "embedding_scale", "residual_scale", "attention.clamp_kqv" })
        {
            if (Find(key) is { } scale and not (0.0 or 1.0))
            {
                throw new ModelException($"'{_file.Path}' has {Architecture}.{key} = {scale}, which cannot be used.");
            }
        }
    }

    /// <summary>A whole number above 0.</summary>
    /// <exception cref="ModelException">It is missing or no such number.</exception>
    public int Size(string key) => Size(key, otherwise: null);

    /// <summary>A whole number above 0, or what is meant where there is none.</summary>
    /// <exception cref="ModelException">It is no such number.</exception>
    public int Size(string key, int otherwise) => Size(key, (int?)otherwise);

    /// <summary>Refuses another value than one.</summary>
    /// <exception cref="ModelException">It is there, and another.</exception>
    public void Require(string key, int value)
    {
        if (Size(key, value) is var found && found != value)
        {
            throw new ModelException($"'{_file.Path}' has {Architecture}.{key} = {found}; only {value}, the size of a head, can be used.");
        }
    }

    /// <summary>A number, or what is meant where there is none; the shortest decimal that its 32 bits stand for.</summary>
    /// <exception cref="ModelException">It is missing and nothing else is meant, or is no number above 0.</exception>
    public double Number(string key, double? otherwise)
    {
        return Find(key) switch
        {
            null when otherwise is { } value => value,
            double value when value > 0 && double.IsFinite(value) =>
                double.Parse(((float)value).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            long value and > 0 => value,
            null => throw Missing(key),
            var value => throw new ModelException($"'{_file.Path}' has {Architecture}.{key} = {Show(value)}, which is no number above 0."),
        };
    }

    /// <summary>A text, or null.</summary>
    public string? Text(string key) => Find(key) as string;

    private int Size(string key, int? otherwise) => Find(key) switch
    {
        null when otherwise is { } value => value,
        long value and > 0 and <= int.MaxValue => (int)value,
        // Where layers may differ, all must be alike.
        long[] { Length: > 0 } values when values.All(value => value == values[0]) && values[0] is > 0 and <= int.MaxValue => (int)values[0],
        null => throw Missing(key),
        var value => throw new ModelException(
            $"'{_file.Path}' has {Architecture}.{key} = {Show(value)}; one whole number above 0, the same in all layers, can be used."),
    };

    private static string Show(object value) => value is Array list ? $"a list of {list.Length}" : $"'{value}'";

    private ModelException Missing(string key) => new($"'{_file.Path}' has no {Architecture}.{key}: it is not whole. Download or convert it again.");

    private object? Find(string key) => _file.Metadata.GetValueOrDefault($"{Architecture}.{key}");
}
