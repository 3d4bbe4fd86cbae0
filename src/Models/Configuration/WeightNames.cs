namespace TreasureMarkers.Models.Configuration;

/// <summary>The names of the weights, as Hugging Face's Llama has them, so that other tools can read a checkpoint.</summary>
internal static class WeightNames
{
    /// <summary>Token embedding, and the output layer.</summary>
    public const string Embedding = "model.embed_tokens.weight";

    /// <summary>Normalisation before the output layer.</summary>
    public const string FinalNorm = "model.norm.weight";

    /// <summary>Normalisation before a layer's attention.</summary>
    public static string InputNorm(int layer) => $"model.layers.{layer}.input_layernorm.weight";

    /// <summary>Query projection.</summary>
    public static string Query(int layer) => $"model.layers.{layer}.self_attn.q_proj.weight";

    /// <summary>Key projection.</summary>
    public static string Key(int layer) => $"model.layers.{layer}.self_attn.k_proj.weight";

    /// <summary>Value projection.</summary>
    public static string Value(int layer) => $"model.layers.{layer}.self_attn.v_proj.weight";

    /// <summary>Projection of the heads back to the residual stream.</summary>
    public static string AttentionOutput(int layer) => $"model.layers.{layer}.self_attn.o_proj.weight";

    /// <summary>Normalisation before a layer's feed-forward.</summary>
    public static string FeedForwardNorm(int layer) => $"model.layers.{layer}.post_attention_layernorm.weight";

    /// <summary>The feed-forward's gate.</summary>
    public static string Gate(int layer) => $"model.layers.{layer}.mlp.gate_proj.weight";

    /// <summary>The feed-forward's gated projection.</summary>
    public static string Up(int layer) => $"model.layers.{layer}.mlp.up_proj.weight";

    /// <summary>The feed-forward's projection back to the residual stream.</summary>
    public static string Down(int layer) => $"model.layers.{layer}.mlp.down_proj.weight";
}
