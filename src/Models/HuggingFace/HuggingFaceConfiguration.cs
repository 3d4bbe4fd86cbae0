using System.Text.Json.Nodes;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.HuggingFace;

/// <summary>The JSON files of a Hugging Face folder that the model folder for serving does not have.</summary>
internal static class HuggingFaceConfiguration
{
    /// <summary>What stands before the model card, for sites and tools that read it.</summary>
    public const string CardHead =
        """
        ---
        library_name: transformers
        pipeline_tag: text-generation
        ---

        """;

    /// <summary>config.json.</summary>
    public static JsonObject Model(ModelConfiguration shape, ByteLevelBpeTokenizer tokenizer, SafeTensorType type) => new()
    {
        ["architectures"] = new JsonArray("LlamaForCausalLM"),
        ["model_type"] = "llama",
        ["vocab_size"] = shape.VocabSize,
        ["hidden_size"] = shape.HiddenSize,
        ["intermediate_size"] = shape.IntermediateSize,
        ["num_hidden_layers"] = shape.NumHiddenLayers,
        ["num_attention_heads"] = shape.NumAttentionHeads,
        ["num_key_value_heads"] = shape.NumKeyValueHeads,
        ["head_dim"] = shape.HeadDim,
        ["max_position_embeddings"] = shape.MaxPositionEmbeddings,
        ["rope_theta"] = shape.RopeTheta,
        ["rms_norm_eps"] = shape.RmsNormEps,
        ["hidden_act"] = "silu",
        ["attention_bias"] = false,
        ["mlp_bias"] = false,
        ["tie_word_embeddings"] = true,
        ["bos_token_id"] = ControlTokenIds.Of(tokenizer, ControlTokens.Begin),
        ["eos_token_id"] = ControlTokenIds.Of(tokenizer, ControlTokens.End),
        ["pad_token_id"] = ControlTokenIds.Of(tokenizer, ControlTokens.Pad),
        ["torch_dtype"] = type == SafeTensorType.Bf16 ? "bfloat16" : "float32",
    };

    /// <summary>generation_config.json: how our own server decodes when a request says nothing.</summary>
    public static JsonObject Generation(ByteLevelBpeTokenizer tokenizer) => new()
    {
        ["bos_token_id"] = ControlTokenIds.Of(tokenizer, ControlTokens.Begin),
        ["eos_token_id"] = ControlTokenIds.Of(tokenizer, ControlTokens.End),
        ["pad_token_id"] = ControlTokenIds.Of(tokenizer, ControlTokens.Pad),
        ["do_sample"] = false,
        ["repetition_penalty"] = GenAIConfiguration.RepetitionPenalty,
    };

    /// <summary>special_tokens_map.json.</summary>
    public static JsonObject SpecialTokens(ByteLevelBpeTokenizer tokenizer) => new()
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
}
