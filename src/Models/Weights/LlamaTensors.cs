using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Models.Weights;

/// <summary>One weight of a model, as the file formats know it.</summary>
/// <param name="Name">The name in Hugging Face's Llama, which checkpoints use too.</param>
/// <param name="GgufName">The name in llama.cpp's Llama.</param>
/// <param name="Shape">Sizes, outermost first: a matrix is [outputs, inputs], a gain or a bias [size].</param>
/// <param name="IsRotated">Whether rotary position embedding turns what the matrix puts out: true of query and key.</param>
internal sealed record TensorInfo(string Name, string GgufName, long[] Shape, bool IsRotated = false)
{
    /// <summary>Whether it is a matrix, which may be quantised, and no gain or bias.</summary>
    public bool IsMatrix => Shape.Length == 2;

    /// <summary>How many numbers it has.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>The weights of the Llama family: names, shapes and order.</summary>
internal static class LlamaTensors
{
    /// <summary>Token embedding; the output layer too, when the configuration ties them.</summary>
    public const string Embedding = "model.embed_tokens.weight";

    /// <summary>The output layer of a model that does not tie it to the embedding.</summary>
    public const string Output = "lm_head.weight";

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

    /// <summary>Query projection's bias, of a configuration with AttentionBias.</summary>
    public static string QueryBias(int layer) => $"model.layers.{layer}.self_attn.q_proj.bias";

    /// <summary>Key projection's bias, of a configuration with AttentionBias.</summary>
    public static string KeyBias(int layer) => $"model.layers.{layer}.self_attn.k_proj.bias";

    /// <summary>Value projection's bias, of a configuration with AttentionBias.</summary>
    public static string ValueBias(int layer) => $"model.layers.{layer}.self_attn.v_proj.bias";

    /// <summary>The gain of a query head's normalisation, of a configuration with QueryKeyNorm.</summary>
    public static string QueryNorm(int layer) => $"model.layers.{layer}.self_attn.q_norm.weight";

    /// <summary>The gain of a key head's normalisation, of a configuration with QueryKeyNorm.</summary>
    public static string KeyNorm(int layer) => $"model.layers.{layer}.self_attn.k_norm.weight";

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
            if (config.AttentionBias)
            {
                yield return new(QueryBias(layer), $"blk.{layer}.attn_q.bias", [queries], IsRotated: true);
                yield return new(KeyBias(layer), $"blk.{layer}.attn_k.bias", [keys], IsRotated: true);
                yield return new(ValueBias(layer), $"blk.{layer}.attn_v.bias", [keys]);
            }

            if (config.QueryKeyNorm)
            {
                yield return new(QueryNorm(layer), $"blk.{layer}.attn_q_norm.weight", [config.HeadDim]);
                yield return new(KeyNorm(layer), $"blk.{layer}.attn_k_norm.weight", [config.HeadDim]);
            }

            yield return new(AttentionOutput(layer), $"blk.{layer}.attn_output.weight", [hidden, queries]);
            yield return new(FeedForwardNorm(layer), $"blk.{layer}.ffn_norm.weight", [hidden]);
            yield return new(Gate(layer), $"blk.{layer}.ffn_gate.weight", [intermediate, hidden]);
            yield return new(Up(layer), $"blk.{layer}.ffn_up.weight", [intermediate, hidden]);
            yield return new(Down(layer), $"blk.{layer}.ffn_down.weight", [hidden, intermediate]);
        }

        yield return new(FinalNorm, "output_norm.weight", [hidden]);
        if (!config.TieWordEmbeddings)
        {
            yield return new(Output, "output.weight", [config.VocabSize, hidden]);
        }
    }

    /// <summary>The name of the output layer's matrix.</summary>
    public static string OutputOf(ModelConfiguration config) => config.TieWordEmbeddings ? Embedding : Output;

    /// <summary>How many numbers training adjusts.</summary>
    public static long ParameterCount(ModelConfiguration config) => Of(config).Sum(tensor => tensor.Count);
}
