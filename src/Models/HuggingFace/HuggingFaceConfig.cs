using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.HuggingFace;

/// <summary>
/// config.json of the Llama family. What a file leaves out is what transformers' configuration of that model_type has
/// (configuration_llama.py, _mistral, _qwen2, _qwen3), but for the sizes without which a file describes nothing.
/// </summary>
internal static class HuggingFaceConfig
{
    private static readonly Family[] Families =
    [
        new("llama", "LlamaForCausalLM", KeyValueHeads: null, HeadDim: null, MaxPositions: 2048, SlidingWindow: null),
        new("mistral", "MistralForCausalLM", KeyValueHeads: 8, HeadDim: null, MaxPositions: 131072, SlidingWindow: 4096),
        new("qwen2", "Qwen2ForCausalLM", KeyValueHeads: 32, HeadDim: null, MaxPositions: 32768, SlidingWindow: null) { HasBias = true },
        new("qwen3", "Qwen3ForCausalLM", KeyValueHeads: 32, HeadDim: 128, MaxPositions: 32768, SlidingWindow: null) { HasNorms = true },
    ];

    /// <summary>The model_types that are read, for messages.</summary>
    public static string Supported => string.Join(", ", Families.Select(family => family.ModelType));

    /// <summary>config.json.</summary>
    /// <param name="config">The model.</param>
    /// <param name="tokens">The control tokens that it names.</param>
    /// <param name="type">Of the weights beside it.</param>
    public static JsonObject Write(ModelConfiguration config, BoundaryTokens tokens, SafeTensorType type)
    {
        var family = FamilyOf(config.ModelType) ?? throw new ArgumentException($"There is no family '{config.ModelType}'.", nameof(config));
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(family.Architecture),
            ["model_type"] = family.ModelType,
            ["vocab_size"] = config.VocabSize,
            ["hidden_size"] = config.HiddenSize,
            ["intermediate_size"] = config.IntermediateSize,
            ["num_hidden_layers"] = config.NumHiddenLayers,
            ["num_attention_heads"] = config.NumAttentionHeads,
            ["num_key_value_heads"] = config.NumKeyValueHeads,
            ["head_dim"] = config.HeadDim,
            ["max_position_embeddings"] = config.MaxPositionEmbeddings,
            ["rope_theta"] = config.RopeTheta,
            ["rms_norm_eps"] = config.RmsNormEps,
            ["hidden_act"] = "silu",
            ["tie_word_embeddings"] = config.TieWordEmbeddings,
            ["torch_dtype"] = type == SafeTensorType.Bf16 ? "bfloat16" : "float32",
        };
        if (config.RopeScaling is { } scaling)
        {
            json["rope_scaling"] = Write(scaling);
        }

        switch (family.ModelType)
        {
            case "llama":
                json["attention_bias"] = false;
                json["mlp_bias"] = false;
                break;
            case "mistral":
                json["sliding_window"] = null;
                break;
            case "qwen3":
                json["attention_bias"] = false;
                json["use_sliding_window"] = false;
                break;
            default:
                json["use_sliding_window"] = false;
                break;
        }

        AddIds(json, tokens);
        return json;
    }

    /// <summary>Adds the ids of the control tokens under the names that config.json and generation_config.json have for them.</summary>
    public static void AddIds(JsonObject json, BoundaryTokens tokens)
    {
        json["bos_token_id"] = tokens.Begin;
        json["eos_token_id"] = tokens.Ends is [var only] ? only : new JsonArray([.. tokens.Ends.Select(id => (JsonNode)id)]);
        json["pad_token_id"] = tokens.Pad;
    }

    /// <summary>Reads a config.json.</summary>
    /// <param name="path">The file.</param>
    /// <param name="preset">The name that the configuration is to have.</param>
    /// <exception cref="ModelException">The file is damaged, or describes another architecture than ours.</exception>
    public static ModelConfiguration Read(string path, string preset)
    {
        using var file = HuggingFaceJson.Open(path);
        var family = FamilyOf(file.Text("model_type")) ?? throw new ModelException(
            $"'{path}': model_type {file.Show("model_type")} cannot be used. Supported: {Supported} "
            + "(Llama 1 to 3, SmolLM2, TinyLlama, Mistral, Qwen2, Qwen2.5, Qwen3).");
        RefuseOthers(file, family);
        var (hidden, heads) = (file.Size("hidden_size"), file.Size("num_attention_heads"));
        var config = new ModelConfiguration(
            preset,
            file.Size("vocab_size"),
            hidden,
            file.Size("num_hidden_layers"),
            heads,
            file.Size("num_key_value_heads", family.KeyValueHeads ?? heads),
            file.Size("head_dim", family.HeadDim ?? hidden / heads),
            file.Size("intermediate_size"),
            file.Size("max_position_embeddings", family.MaxPositions),
            // Transformers 5 keeps what is rotary together.
            file.Number("rope_parameters.rope_theta") ?? file.Number("rope_theta") ?? 10_000,
            file.Number("rms_norm_eps") ?? 1e-6)
        {
            ModelType = family.ModelType,
            AttentionBias = family.HasBias,
            QueryKeyNorm = family.HasNorms,
            TieWordEmbeddings = file.Flag("tie_word_embeddings") ?? false,
            RopeScaling = ReadScaling(file),
        };
        config.RequireSound(path);
        RefuseWindow(file, family, config);
        return config;
    }

    private static Family? FamilyOf(string? modelType) => Array.Find(Families, family => family.ModelType == modelType);

    private static JsonObject Write(RopeScaling scaling)
    {
        var json = new JsonObject { ["rope_type"] = scaling.RopeType, ["factor"] = scaling.Factor };
        if (scaling.RopeType == "llama3")
        {
            json["low_freq_factor"] = scaling.LowFreqFactor;
            json["high_freq_factor"] = scaling.HighFreqFactor;
            json["original_max_position_embeddings"] = scaling.OriginalMaxPositionEmbeddings;
        }

        return json;
    }

    private static RopeScaling? ReadScaling(HuggingFaceJson file)
    {
        var at = file.Has("rope_parameters") ? "rope_parameters" : "rope_scaling";
        var type = file.Text($"{at}.rope_type") ?? file.Text($"{at}.type") ?? "default";
        if (file.Number($"{at}.partial_rotary_factor") is { } share and not 1)
        {
            throw new ModelException($"'{file.Path}' turns {share} of each head; only all of it can be used.");
        }

        double Require(string name) => file.Number($"{at}.{name}") is { } value and > 0
            ? value
            : throw new ModelException($"'{file.Path}': {at} of type {type} needs {name}, a number above 0.");
        return type switch
        {
            "default" => null,
            "linear" => new RopeScaling("linear", Require("factor")),
            "llama3" => new RopeScaling(
                "llama3", Require("factor"), Require("low_freq_factor"), Require("high_freq_factor"),
                file.Size($"{at}.original_max_position_embeddings")),
            _ => throw new ModelException(
                $"'{file.Path}' stretches its rotary positions by '{type}', which cannot be used. Supported: default, linear, llama3."),
        };
    }

    private static void RefuseOthers(HuggingFaceJson file, Family family)
    {
        foreach (var (name, wanted) in new[] { ("hidden_act", "silu"), ("mlp_bias", "false") })
        {
            if (file.Has(name) && file.Show(name).Trim('"') != wanted)
            {
                throw new ModelException($"'{file.Path}': {name} is {file.Show(name)}; only {wanted} can be used.");
            }
        }

        // Beside Qwen2, whose query, key and value always have one, a bias is on the heads' output too.
        if (!family.HasBias && file.Flag("attention_bias") == true)
        {
            throw new ModelException($"'{file.Path}': attention_bias is true; with model_type {family.ModelType} only false can be used.");
        }

        if (file.Has("quantization_config"))
        {
            throw new ModelException(
                $"'{file.Path}' has a quantization_config: the weights are quantised by {file.Text("quantization_config.quant_method") ?? "another program"}. "
                + "Use the original folder (F32, BF16 or F16), or a GGUF file.");
        }

        if (file.Number("partial_rotary_factor") is { } share and not 1)
        {
            throw new ModelException($"'{file.Path}' turns {share} of each head; only all of it can be used.");
        }

        if (file.Texts("architectures") is { Count: > 0 } architectures && !architectures.Contains(family.Architecture))
        {
            throw new ModelException($"'{file.Path}' is a {architectures[0]}; with model_type {family.ModelType} only {family.Architecture} can be used.");
        }
    }

    private static void RefuseWindow(HuggingFaceJson file, Family family, ModelConfiguration config)
    {
        if (file.Texts("layer_types")?.FirstOrDefault(type => type != "full_attention") is { } type)
        {
            throw new ModelException($"'{file.Path}' has layers of {type}; only full_attention can be used.");
        }

        var isUsed = family.SlidingWindow is not null || file.Flag("use_sliding_window") == true;
        var window = file.Has("sliding_window") ? file.Number("sliding_window")
            : file.IsNull("sliding_window") ? null
            : family.SlidingWindow;
        if (isUsed && window < config.MaxPositionEmbeddings)
        {
            throw new ModelException(
                $"'{file.Path}' attends to {window} tokens back in a context of {config.MaxPositionEmbeddings}: a sliding window, which cannot be used. "
                + $"Within {window} tokens it makes no difference: set max_position_embeddings to {window} to use the model so.");
        }
    }

    /// <summary>A model_type with what transformers assumes where config.json is silent.</summary>
    private sealed record Family(
        string ModelType, string Architecture, int? KeyValueHeads, int? HeadDim, int MaxPositions, int? SlidingWindow)
    {
        public bool HasBias { get; init; }

        public bool HasNorms { get; init; }
    }
}

/// <summary>A JSON file of a Hugging Face folder. Names with a dot go into an object; null counts as missing.</summary>
internal sealed class HuggingFaceJson : IDisposable
{
    private const int LongestFile = 16 << 20;
    private readonly JsonDocument _document;

    private HuggingFaceJson(string path, JsonDocument document) => (Path, _document) = (path, document);

    /// <summary>The file's path, as the caller gave it.</summary>
    public string Path { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelException">It is missing or holds no JSON object.</exception>
    public static HuggingFaceJson Open(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > LongestFile)
            {
                throw new ModelException($"'{path}' has {stream.Length} bytes, too many for such a file.");
            }

            var document = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new HuggingFaceJson(path, document);
            }

            document.Dispose();
            throw new ModelException($"'{path}' holds no JSON object. Download or copy it again.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"'{path}' cannot be used: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Download or copy it again.", e);
        }
    }

    /// <summary>Whether there is such a value.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Whether the file says null.</summary>
    public bool IsNull(string name) => _document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>A value as JSON, for messages; at most 60 characters.</summary>
    public string Show(string name)
    {
        var text = Find(name)?.GetRawText() ?? "missing";
        return text.Length <= 60 ? text : text[..60] + "…";
    }

    /// <summary>A text, or null.</summary>
    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A list of texts, or null.</summary>
    public IReadOnlyList<string>? Texts(string name) => Find(name) is { ValueKind: JsonValueKind.Array } value
        ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : null;

    /// <summary>The texts that an object has as values; none when there is no such object.</summary>
    public IEnumerable<string> TextsOf(string name) => Find(name) is { ValueKind: JsonValueKind.Object } value
        ? value.EnumerateObject().Where(item => item.Value.ValueKind == JsonValueKind.String).Select(item => item.Value.GetString()!)
        : [];

    /// <summary>The text that one object of a list has, which is known by another text of it; null when there is none.</summary>
    public string? Named(string name, string key, string wanted, string value)
    {
        string? Text(JsonElement item, string property) =>
            item.ValueKind == JsonValueKind.Object && item.TryGetProperty(property, out var found) && found.ValueKind == JsonValueKind.String
                ? found.GetString()
                : null;
        return Find(name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(item => Text(item, key) == wanted).Select(item => Text(item, value)).FirstOrDefault()
            : null;
    }

    /// <summary>One whole number or a list of them; null when there is none, or an object of such.</summary>
    /// <exception cref="ModelException">It is something else.</exception>
    public IReadOnlyList<int>? Ids(string name)
    {
        if (Find(name) is not { ValueKind: not JsonValueKind.Object } value)
        {
            return null;
        }

        JsonElement[] items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        return Array.ConvertAll(items, item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var id) ? id : throw Wrong(name, "a token id"));
    }

    /// <summary>A truth value, or null when there is none.</summary>
    /// <exception cref="ModelException">It is something else.</exception>
    public bool? Flag(string name) => Find(name)?.ValueKind switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>A number, or null when there is none.</summary>
    /// <exception cref="ModelException">It is something else.</exception>
    public double? Number(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw Wrong(name, "a number");

    /// <summary>A whole number above 0, or what is meant where there is none.</summary>
    /// <exception cref="ModelException">It is missing and nothing else is meant, or is no such number.</exception>
    public int Size(string name, int? otherwise = null) => Find(name) switch
    {
        null => otherwise ?? throw new ModelException($"'{Path}' has no {name}: it describes no whole model."),
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number > 0 => number,
        _ => throw Wrong(name, "a whole number above 0"),
    };

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();

    private ModelException Wrong(string name, string wanted) => new($"'{Path}': {name} is {Show(name)}; it must be {wanted}.");

    private JsonElement? Find(string name)
    {
        var element = _document.RootElement;
        foreach (var part in name.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(part, out element) || element.ValueKind == JsonValueKind.Null)
            {
                return null;
            }
        }

        return element;
    }
}
