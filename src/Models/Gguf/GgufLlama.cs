using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Gguf;

/// <summary>How a GGUF file keeps its matrices; normalisation gains are always 32-bit floats.</summary>
public enum GgufPrecision
{
    /// <summary>16-bit floats.</summary>
    F16,

    /// <summary>Q8_0: 8 bits per weight, a scale per 32; the levels of <see cref="WeightPrecision.Int8"/>, the scales in 16 bits.</summary>
    Q80,
}

/// <summary>The decoder under the names, and with the order of query and key rows, that llama.cpp's Llama has.</summary>
internal static class GgufLlama
{
    private const string Architecture = "llama";

    /// <summary>Adds the architecture's sizes to the metadata.</summary>
    public static void AddConfiguration(GgufFile file, ModelConfiguration config, GgufPrecision precision)
    {
        file.Add("general.architecture", Architecture);
        file.Add("general.type", "model");
        file.Add("general.name", $"TreasureMarkers {config.Preset}");
        file.Add("general.alignment", GgufFile.Alignment);
        // llama.cpp's numbers of a file whose matrices are mostly F16 or Q8_0, and of its present quantisation formats.
        file.Add("general.file_type", precision == GgufPrecision.F16 ? 1 : 7);
        file.Add("general.quantization_version", 2);
        foreach (var (key, value) in new[]
        {
            ("block_count", config.NumHiddenLayers),
            ("context_length", config.MaxPositionEmbeddings),
            ("embedding_length", config.HiddenSize),
            ("feed_forward_length", config.IntermediateSize),
            ("attention.head_count", config.NumAttentionHeads),
            ("attention.head_count_kv", config.NumKeyValueHeads),
            ("attention.key_length", config.HeadDim),
            ("attention.value_length", config.HeadDim),
            ("rope.dimension_count", config.HeadDim),
            ("vocab_size", config.VocabSize),
        })
        {
            file.Add($"{Architecture}.{key}", value);
        }

        file.Add($"{Architecture}.attention.layer_norm_rms_epsilon", (float)config.RmsNormEps);
        file.Add($"{Architecture}.rope.freq_base", (float)config.RopeTheta);
    }

    /// <summary>Adds all weights; without an output matrix, llama.cpp takes the embedding for it, as we do.</summary>
    public static void AddTensors(
        GgufFile file, ModelConfiguration config, IModelWeights weights, GgufPrecision precision)
    {
        var matrix = precision == GgufPrecision.F16 ? GgmlType.F16 : GgmlType.Q80;
        foreach (var tensor in LlamaTensors.Of(config))
        {
            var values = weights.Read(tensor.Name);
            var rows = tensor.IsRotated ? Interleave(values, config.HeadDim, (int)tensor.Shape[1]) : values;
            file.Add(GgufTensor.Create(tensor.GgufName, tensor.Shape, tensor.IsMatrix ? matrix : GgmlType.F32, rows));
        }
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
}
