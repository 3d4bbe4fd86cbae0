using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Models.Gguf;

/// <summary>The decoder under the names, and with the order of query and key rows, that llama.cpp's Llama has.</summary>
internal static class GgufLlama
{
    private const string Architecture = "llama";

    /// <summary>Adds the architecture's sizes.</summary>
    public static void Describe(GgufMetadata metadata, ModelConfiguration shape, GgufPrecision precision)
    {
        metadata.Add("general.architecture", Architecture);
        metadata.Add("general.type", "model");
        metadata.Add("general.name", $"TreasureMarkers {shape.Preset}");
        metadata.Add("general.alignment", GgufWriter.Alignment);
        // llama.cpp's numbers of a file whose matrices are mostly F16 or Q8_0, and of its present quantisation formats.
        metadata.Add("general.file_type", precision == GgufPrecision.F16 ? 1 : 7);
        metadata.Add("general.quantization_version", 2);
        foreach (var (key, value) in new[]
        {
            ("block_count", shape.NumHiddenLayers), ("context_length", shape.MaxPositionEmbeddings), ("embedding_length", shape.HiddenSize),
            ("feed_forward_length", shape.IntermediateSize), ("attention.head_count", shape.NumAttentionHeads), ("attention.head_count_kv", shape.NumKeyValueHeads),
            ("attention.key_length", shape.HeadDim), ("attention.value_length", shape.HeadDim),
            ("rope.dimension_count", shape.HeadDim), ("vocab_size", shape.VocabSize),
        })
        {
            metadata.Add($"{Architecture}.{key}", value);
        }

        metadata.Add($"{Architecture}.attention.layer_norm_rms_epsilon", (float)shape.RmsNormEps);
        metadata.Add($"{Architecture}.rope.freq_base", (float)shape.RopeTheta);
    }

    /// <summary>All weights; without an output matrix, llama.cpp takes the embedding for it, as we do.</summary>
    public static IReadOnlyList<GgufTensor> Tensors(ModelConfiguration shape, IReadOnlyDictionary<string, float[]> weights, GgufPrecision precision)
    {
        var names = Names(shape);
        var matrix = precision == GgufPrecision.F16 ? GgmlType.F16 : GgmlType.Q80;
        return
        [
            .. shape.Weights().Select(weight => GgufTensor.Create(
                names[weight.Name], weight.Shape, weight.Shape.Length == 1 ? GgmlType.F32 : matrix, Rows(shape, weight.Name, weights[weight.Name]))),
        ];
    }

    /// <summary>
    /// Reorders the rows of a query or key matrix: training turns row i of a head with row i + size/2, llama.cpp's Llama
    /// turns row 2i with row 2i + 1.
    /// </summary>
    /// <param name="matrix">[heads * headSize, inputs], row-major.</param>
    /// <param name="headSize">Rows per head; even.</param>
    /// <param name="inputs">Length of a row.</param>
    public static float[] Interleave(float[] matrix, int headSize, int inputs)
    {
        var result = new float[matrix.Length];
        var half = headSize / 2;
        for (var row = 0; row < matrix.Length / inputs; row++)
        {
            var within = row % headSize;
            var target = row - within + (2 * (within % half)) + (within / half);
            Array.Copy(matrix, row * inputs, result, target * inputs, inputs);
        }

        return result;
    }

    private static float[] Rows(ModelConfiguration shape, string name, float[] values) =>
        name.EndsWith("q_proj.weight", StringComparison.Ordinal) || name.EndsWith("k_proj.weight", StringComparison.Ordinal)
            ? Interleave(values, shape.HeadDim, shape.HiddenSize)
            : values;

    private static Dictionary<string, string> Names(ModelConfiguration shape)
    {
        var names = new Dictionary<string, string>
        {
            [WeightNames.Embedding] = "token_embd.weight",
            [WeightNames.FinalNorm] = "output_norm.weight",
        };
        for (var layer = 0; layer < shape.NumHiddenLayers; layer++)
        {
            names[WeightNames.InputNorm(layer)] = $"blk.{layer}.attn_norm.weight";
            names[WeightNames.Query(layer)] = $"blk.{layer}.attn_q.weight";
            names[WeightNames.Key(layer)] = $"blk.{layer}.attn_k.weight";
            names[WeightNames.Value(layer)] = $"blk.{layer}.attn_v.weight";
            names[WeightNames.AttentionOutput(layer)] = $"blk.{layer}.attn_output.weight";
            names[WeightNames.FeedForwardNorm(layer)] = $"blk.{layer}.ffn_norm.weight";
            names[WeightNames.Gate(layer)] = $"blk.{layer}.ffn_gate.weight";
            names[WeightNames.Up(layer)] = $"blk.{layer}.ffn_up.weight";
            names[WeightNames.Down(layer)] = $"blk.{layer}.ffn_down.weight";
        }

        return names;
    }
}
