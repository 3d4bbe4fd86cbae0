using System.Text.Json.Nodes;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Folders;

/// <summary>The JSON files by which ONNX Runtime GenAI and Hugging Face tools load a model folder.</summary>
internal static class GenAIConfiguration
{
    // The runtime's own default was no faster than one thread on small models.
    private const int DefaultThreads = 2;

    /// <summary>Small models decoded greedily fall into loops; a request may ask for another value.</summary>
    public const double RepetitionPenalty = 1.15;

    /// <summary>genai_config.json.</summary>
    public static JsonObject Model(ModelConfiguration shape, ByteLevelBpeTokenizer tokenizer) => new()
    {
        ["model"] = new JsonObject
        {
            ["type"] = "llama",
            ["bos_token_id"] = ControlTokenIds.Of(tokenizer, ControlTokens.Begin),
            ["eos_token_id"] = ControlTokenIds.Of(tokenizer, ControlTokens.End),
            ["pad_token_id"] = ControlTokenIds.Of(tokenizer, ControlTokens.Pad),
            ["vocab_size"] = shape.VocabSize,
            ["context_length"] = shape.MaxPositionEmbeddings,
            ["decoder"] = new JsonObject
            {
                ["filename"] = ModelFolderWriter.ModelFile,
                // Errors only: ONNX Runtime warns at every load that logits_positions may be fed, which is what it is for.
                ["session_options"] = new JsonObject { ["intra_op_num_threads"] = DefaultThreads, ["log_severity_level"] = 3, ["provider_options"] = new JsonArray() },
                ["head_size"] = shape.HeadDim,
                ["hidden_size"] = shape.HiddenSize,
                ["num_attention_heads"] = shape.NumAttentionHeads,
                ["num_key_value_heads"] = shape.NumKeyValueHeads,
                ["num_hidden_layers"] = shape.NumHiddenLayers,
                ["inputs"] = new JsonObject
                {
                    ["input_ids"] = "input_ids",
                    ["attention_mask"] = "attention_mask",
                    ["past_key_names"] = "past_key_values.%d.key",
                    ["past_value_names"] = "past_key_values.%d.value",
                },
                ["outputs"] = new JsonObject
                {
                    ["logits"] = "logits",
                    ["present_key_names"] = "present.%d.key",
                    ["present_value_names"] = "present.%d.value",
                },
            },
        },
        ["search"] = new JsonObject
        {
            ["max_length"] = shape.MaxPositionEmbeddings,
            ["past_present_share_buffer"] = true,
            ["do_sample"] = false,
            ["repetition_penalty"] = RepetitionPenalty,
            ["num_beams"] = 1,
        },
    };

    /// <summary>tokenizer_config.json.</summary>
    public static JsonObject Tokenizer(ModelConfiguration shape) => new()
    {
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
        ["bos_token"] = ControlTokens.Begin,
        ["eos_token"] = ControlTokens.End,
        ["pad_token"] = ControlTokens.Pad,
        ["add_bos_token"] = false,
        ["add_eos_token"] = false,
        ["clean_up_tokenization_spaces"] = false,
        ["model_max_length"] = shape.MaxPositionEmbeddings,
    };
}
