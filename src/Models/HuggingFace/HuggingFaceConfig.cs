using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.HuggingFace;

/// <summary>The JSON files by which Hugging Face's libraries load a model and its tokenizer.</summary>
internal static class HuggingFaceConfig
{
    // What config.json must say for the architecture to be ours; the same is written.
    private static readonly (string Name, JsonNode Value)[] Architecture =
    [
        ("model_type", "llama"), ("hidden_act", "silu"), ("tie_word_embeddings", true), ("attention_bias", false), ("mlp_bias", false),
    ];

    /// <summary>config.json.</summary>
    /// <exception cref="ModelException">The tokenizer lacks a control token.</exception>
    public static JsonObject Model(ModelConfiguration config, BpeTokenizer tokenizer, SafeTensorType type)
    {
        var json = WithBoundaryIds(tokenizer, new JsonObject
        {
            ["architectures"] = new JsonArray("LlamaForCausalLM"),
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
            ["torch_dtype"] = type == SafeTensorType.Bf16 ? "bfloat16" : "float32",
        });
        foreach (var (name, value) in Architecture)
        {
            json[name] = value.DeepClone();
        }

        return json;
    }

    /// <summary>generation_config.json: how our own server decodes when a request says nothing.</summary>
    /// <exception cref="ModelException">The tokenizer lacks a control token.</exception>
    public static JsonObject Generation(BpeTokenizer tokenizer) => WithBoundaryIds(tokenizer, new JsonObject
    {
        ["do_sample"] = false,
        ["repetition_penalty"] = SamplingSettings.ExportedRepetitionPenalty,
    });

    /// <summary>tokenizer_config.json.</summary>
    public static JsonObject Tokenizer(ModelConfiguration config) => new()
    {
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
        ["bos_token"] = ControlTokens.Begin,
        ["eos_token"] = ControlTokens.End,
        ["pad_token"] = ControlTokens.Pad,
        ["add_bos_token"] = false,
        ["add_eos_token"] = false,
        ["clean_up_tokenization_spaces"] = false,
        ["model_max_length"] = config.MaxPositionEmbeddings,
    };

    /// <summary>special_tokens_map.json.</summary>
    public static JsonObject SpecialTokens(BpeTokenizer tokenizer) => new()
    {
        ["bos_token"] = ControlTokens.Begin,
        ["eos_token"] = ControlTokens.End,
        ["pad_token"] = ControlTokens.Pad,
        ["additional_special_tokens"] = new JsonArray(
        [
            .. tokenizer.AddedTokens.Where(token => token.IsSpecial).OrderBy(token => token.Id).Select(token => token.Content)
                .Except([ControlTokens.Begin, ControlTokens.End, ControlTokens.Pad]).Select(token => (JsonNode)token),
        ]),
    };

    /// <summary>Reads a config.json.</summary>
    /// <param name="path">The file.</param>
    /// <param name="preset">The name that the configuration is to have.</param>
    /// <exception cref="ModelException">The file is damaged, or describes another architecture than ours.</exception>
    public static ModelConfiguration Read(string path, string preset)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            RequireOurs(json, path);
            var (hiddenSize, heads) = (Number<int>(json, "hidden_size"), Number<int>(json, "num_attention_heads"));
            // Transformers 5 keeps what is rotary together.
            var rotary = json["rope_parameters"] as JsonObject ?? json;
            return new ModelConfiguration(
                preset,
                Number<int>(json, "vocab_size"),
                hiddenSize,
                Number<int>(json, "num_hidden_layers"),
                heads,
                Number<int>(json, "num_key_value_heads"),
                json.ContainsKey("head_dim") ? Number<int>(json, "head_dim") : hiddenSize / heads,
                Number<int>(json, "intermediate_size"),
                Number<int>(json, "max_position_embeddings"),
                Number<double>(rotary, "rope_theta"),
                Number<double>(json, "rms_norm_eps"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException
            or FormatException or ArgumentException)
        {
            throw new ModelException(
                $"'{path}' cannot be used: {e.Message.TrimEnd('.')}. "
                + "Give a folder that `tm export --format hf` wrote, or that a trainer made from one.",
                e);
        }
    }

    private static JsonObject WithBoundaryIds(BpeTokenizer tokenizer, JsonObject json)
    {
        (json["bos_token_id"], json["eos_token_id"], json["pad_token_id"]) = ControlTokens.BoundaryIds(tokenizer);
        return json;
    }

    private static void RequireOurs(JsonObject json, string path)
    {
        foreach (var (name, wanted) in Architecture)
        {
            if (!JsonNode.DeepEquals(json[name], wanted))
            {
                throw new ModelException(
                    $"'{path}': {name} is {json[name]?.ToJsonString() ?? "missing"}; only {wanted.ToJsonString()} can be exported.");
            }
        }

        if (json["rope_scaling"] is not null || (string?)json["rope_parameters"]?["rope_type"] is not (null or "default"))
        {
            throw new ModelException($"'{path}' stretches its rotary positions, which cannot be exported.");
        }
    }

    private static T Number<T>(JsonObject json, string name) =>
        json[name] is { } value ? value.GetValue<T>() : throw new FormatException($"it has no {name}");
}
