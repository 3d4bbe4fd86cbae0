using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Models.Weights;

/// <summary>One weight of a model, as the file formats know it.</summary>
/// <param name="Name">The name in Hugging Face's Llama, which checkpoints use too.</param>
/// <param name="GgufName">The name in llama.cpp's Llama.</param>
/// <param name="Shape">Sizes, outermost first: a matrix is [outputs, inputs], a gain [size].</param>
/// <param name="IsRotated">Whether rotary position embedding turns what the matrix puts out: true of query and key.</param>
internal sealed record TensorInfo(string Name, string GgufName, long[] Shape, bool IsRotated = false)
{
    /// <summary>Whether it is a matrix, which may be quantised, and no gain.</summary>
    public bool IsMatrix => Shape.Length == 2;

    /// <summary>How many numbers it has.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>The weights of the Llama architecture: names, shapes and order. The embedding is the output layer too.</summary>
internal static class LlamaTensors
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

    /// <summary>All weights of a model, in the order in which files keep them.</summary>
    public static IEnumerable<TensorInfo> Of(ModelConfiguration config)
    {
        var (hidden, intermediate) = (config.HiddenSize, config.IntermediateSize);
        var (queries, keys) = (config.NumAttentionHeads * config.HeadDim, config.NumKeyValueHeads * config.HeadDim);
        yield return new(Embedding, "token_embd.weight", [config.VocabSize, hidden]);
        for (var layer = 0; layer < config.NumHiddenLayers; layer++)
        {
            yield return new(InputNorm(layer), $"blk.{layer}.attn_norm.weight", [hidden]);
            yield return new(Query(layer), $"blk.{layer}.attn_q.weight", [queries, hidden], IsRotated: true);
            yield return new(Key(layer), $"blk.{layer}.attn_k.weight", [keys, hidden], IsRotated: true);
            yield return new(Value(layer), $"blk.{layer}.attn_v.weight", [keys, hidden]);
            yield return new(AttentionOutput(layer), $"blk.{layer}.attn_output.weight", [hidden, queries]);
            yield return new(FeedForwardNorm(layer), $"blk.{layer}.ffn_norm.weight", [hidden]);
            yield return new(Gate(layer), $"blk.{layer}.ffn_gate.weight", [intermediate, hidden]);
            yield return new(Up(layer), $"blk.{layer}.ffn_up.weight", [intermediate, hidden]);
            yield return new(Down(layer), $"blk.{layer}.ffn_down.weight", [hidden, intermediate]);
        }

        yield return new(FinalNorm, "output_norm.weight", [hidden]);
    }

    /// <summary>How many numbers training adjusts.</summary>
    public static long ParameterCount(ModelConfiguration config) => Of(config).Sum(tensor => tensor.Count);
}
