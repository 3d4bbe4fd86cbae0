using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Onnx;

/// <summary>The decoder as an ONNX graph for ONNX Runtime GenAI: prompt and decode steps are one graph with a shared cache.</summary>
internal sealed class LlamaGraph
{
    /// <summary>The constants of the quantised embedding, with <c>.levels</c> and <c>.scales</c> behind the name.</summary>
    public const string Embedding = "embedding";

    private static readonly int[] Swapped = [1, 0];
    private readonly ModelConfiguration _config;
    private readonly IModelWeights _weights;
    private readonly WeightPrecision _precision;
    private readonly OnnxGraph _graph;

    private LlamaGraph(
        ModelConfiguration config, IModelWeights weights, WeightPrecision precision, OnnxGraph graph) =>
        (_config, _weights, _precision, _graph) = (config, weights, precision, graph);

    /// <summary>The product with a layer's query, key and value matrices, joined by rows.</summary>
    public static string QueryKeyValue(int layer) => $"layer.{layer}.attention.qkv";

    /// <summary>The product that brings a layer's heads back to the residual stream.</summary>
    public static string AttentionOutput(int layer) => $"layer.{layer}.attention.output";

    /// <summary>The product with a layer's gate and up matrices, joined by rows.</summary>
    public static string GateUp(int layer) => $"layer.{layer}.feed_forward.gate_up";

    /// <summary>The product that brings a layer's feed-forward back to the residual stream.</summary>
    public static string Down(int layer) => $"layer.{layer}.feed_forward.down";

    /// <summary>Writes the graph and the file of its large tensors.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="config">The model's sizes.</param>
    /// <param name="weights">By the names of <see cref="LlamaTensors"/>.</param>
    /// <param name="precision">Of the matrices.</param>
    public static void Write(
        string folder, ModelConfiguration config, IModelWeights weights, WeightPrecision precision)
    {
        using var data = new ExternalTensors(folder, ModelFiles.GraphData);
        var graph = new OnnxGraph(data);
        new LlamaGraph(config, weights, precision, graph).Build();
        File.WriteAllBytes(Path.Combine(folder, ModelFiles.Graph), graph.ToModel());
    }

    private void Build()
    {
        var ids = _graph.Input("input_ids", OnnxType.Int64, "batch", "sequence");
        var mask = _graph.Input("attention_mask", OnnxType.Int64, "batch", "total");
        var (lengths, total) = Lengths(mask);
        _graph.Floats("cosine", RotaryTable.Cosines(_config), _config.MaxPositionEmbeddings, _config.HeadDim / 2);
        _graph.Floats("sine", RotaryTable.Sines(_config), _config.MaxPositionEmbeddings, _config.HeadDim / 2);
        var stream = Embed(ids);
        var normal = Normalize(stream, LlamaTensors.InputNorm(0), "layer.0.input_norm");
        for (var layer = 0; layer < _config.NumHiddenLayers; layer++)
        {
            var attention = Attention(layer, normal, lengths, total);
            (normal, stream) = AddAndNormalize(stream, attention, LlamaTensors.FeedForwardNorm(layer), $"layer.{layer}.feed_forward_norm");
            var next = layer + 1 < _config.NumHiddenLayers ? LlamaTensors.InputNorm(layer + 1) : LlamaTensors.FinalNorm;
            (normal, stream) = AddAndNormalize(stream, FeedForward(layer, normal), next, $"layer.{layer}.next_norm");
        }

        Logits(normal);
    }

    // Tokens before the last one of each sequence, and the longest sequence, as the attention operator wants them.
    private (string Lengths, string Total) Lengths(string mask)
    {
        var ones = _graph.Integers("one", [1L], 1);
        var counts = _graph.Node("ReduceSum", "token_counts", [mask, ones], ("keepdims", 0));
        var last = _graph.Node("Sub", "last_positions_64", [counts, ones]);
        var lengths = _graph.Node("Cast", "last_positions", [last], ("to", (int)OnnxType.Int32));
        var shape = _graph.Node("Shape", "mask_shape", [mask]);
        var size = _graph.Node("Gather", "total_64", [shape, _graph.Integers("total_axis", [1L])], ("axis", 0));
        return (lengths, _graph.Node("Cast", "total_length", [size], ("to", (int)OnnxType.Int32)));
    }

    private string Embed(string ids)
    {
        if (_precision == WeightPrecision.Fp32)
        {
            var matrix = _graph.Floats(LlamaTensors.Embedding, _weights.Read(LlamaTensors.Embedding), _config.VocabSize, _config.HiddenSize);
            return _graph.Node("Gather", Embedding, [matrix, ids], ("axis", 0));
        }

        var (packed, scales) = BlockQuantizer.Quantize(_weights.Read(LlamaTensors.Embedding), bits: 8);
        var blocks = _config.HiddenSize / BlockQuantizer.BlockSize;
        _graph.Node(
            "GatherBlockQuantized", Embedding, OnnxGraph.ContribDomain,
            [
                _graph.Bytes($"{Embedding}.levels", packed, _config.VocabSize, _config.HiddenSize), ids,
                _graph.Floats($"{Embedding}.scales", scales, _config.VocabSize, blocks),
            ],
            [Embedding],
            ("bits", 8), ("block_size", BlockQuantizer.BlockSize), ("gather_axis", 0), ("quantize_axis", 1));
        return Embedding;
    }

    private string Attention(int layer, string input, string lengths, string total)
    {
        var (heads, shared, size) = (_config.NumAttentionHeads, _config.NumKeyValueHeads, _config.HeadDim);
        var (prefix, past, present) = ($"layer.{layer}.attention", $"past_key_values.{layer}", $"present.{layer}");
        float[] joined =
            [.. _weights.Read(LlamaTensors.Query(layer)), .. _weights.Read(LlamaTensors.Key(layer)), .. _weights.Read(LlamaTensors.Value(layer))];
        var projected = Product(input, QueryKeyValue(layer), joined, (heads + (2 * shared)) * size, _config.HiddenSize);
        foreach (var part in new[] { "key", "value" })
        {
            _graph.Input($"{past}.{part}", OnnxType.Float, "batch", shared, "past", size);
            _graph.Output($"{present}.{part}", OnnxType.Float, "batch", shared, "total", size);
        }

        _graph.Node(
            "GroupQueryAttention", prefix, OnnxGraph.ContribDomain,
            [projected, "", "", $"{past}.key", $"{past}.value", lengths, total, "cosine", "sine"],
            [$"{prefix}.mixed", $"{present}.key", $"{present}.value"],
            ("num_heads", heads), ("kv_num_heads", shared), ("scale", 1 / MathF.Sqrt(size)), ("local_window_size", -1), ("softcap", 0f),
            ("do_rotary", 1), ("rotary_interleaved", 0));
        var output = _weights.Read(LlamaTensors.AttentionOutput(layer));
        return Product($"{prefix}.mixed", AttentionOutput(layer), output, _config.HiddenSize, heads * size);
    }

    private string FeedForward(int layer, string input)
    {
        var prefix = $"layer.{layer}.feed_forward";
        float[] joined = [.. _weights.Read(LlamaTensors.Gate(layer)), .. _weights.Read(LlamaTensors.Up(layer))];
        var both = Product(input, GateUp(layer), joined, 2 * _config.IntermediateSize, _config.HiddenSize);
        _graph.Node("Split", $"{prefix}.split", "", [both], [$"{prefix}.gate", $"{prefix}.up"], ("axis", -1), ("num_outputs", 2));
        var sigmoid = _graph.Node("Sigmoid", $"{prefix}.sigmoid", [$"{prefix}.gate"]);
        var silu = _graph.Node("Mul", $"{prefix}.silu", [$"{prefix}.gate", sigmoid]);
        var gated = _graph.Node("Mul", $"{prefix}.gated", [silu, $"{prefix}.up"]);
        return Product(gated, Down(layer), _weights.Read(LlamaTensors.Down(layer)), _config.HiddenSize, _config.IntermediateSize);
    }

    // Only the last position meets the output layer, unless a caller names others, counted from the end: nobody reads all of a
    // prompt's logits. GenAI wants the one row declared that it gets.
    private void Logits(string normal)
    {
        var positions = _graph.DefaultedInput("logits_positions", "positions", -1);
        var last = _graph.Node("Gather", "logits_vectors", [normal, positions], ("axis", 1));
        if (_precision == WeightPrecision.Fp32)
        {
            // Transposed when the runtime loads it, so that the tied matrix is in the file once.
            var transposed = _graph.Node("Transpose", "output_matrix", [LlamaTensors.Embedding], ("perm", Swapped));
            _graph.Node("MatMul", "logits", [last, transposed]);
        }
        else
        {
            QuantizedProduct(last, "logits", _weights.Read(LlamaTensors.Embedding), _config.VocabSize, _config.HiddenSize, bits: 8);
        }

        _graph.Output("logits", OnnxType.Float, "batch", 1, _config.VocabSize);
    }

    private string Normalize(string input, string gain, string name) => _graph.Node(
        "SimplifiedLayerNormalization", name, [input, _graph.Floats(gain, _weights.Read(gain), _config.HiddenSize)],
        ("epsilon", (float)_config.RmsNormEps), ("axis", -1), ("stash_type", 1));

    private (string Normal, string Stream) AddAndNormalize(string stream, string addition, string gain, string name)
    {
        _graph.Node(
            "SkipSimplifiedLayerNormalization", name, OnnxGraph.ContribDomain,
            [stream, addition, _graph.Floats(gain, _weights.Read(gain), _config.HiddenSize)],
            [name, "", "", $"{name}.stream"],
            ("epsilon", (float)_config.RmsNormEps));
        return (name, $"{name}.stream");
    }

    private string Product(string input, string name, float[] matrix, int outputs, int inputs)
    {
        if (_precision != WeightPrecision.Fp32)
        {
            return QuantizedProduct(input, name, matrix, outputs, inputs, _precision == WeightPrecision.Int4 ? 4 : 8);
        }

        return _graph.Node("MatMul", name, [input, _graph.Floats($"{name}.weight", Transpose(matrix, outputs, inputs), inputs, outputs)]);
    }

    private string QuantizedProduct(string input, string name, float[] matrix, int outputs, int inputs, int bits)
    {
        var blocks = inputs / BlockQuantizer.BlockSize;
        var (packed, scales) = BlockQuantizer.Quantize(matrix, bits);
        _graph.Node(
            "MatMulNBits", name, OnnxGraph.ContribDomain,
            [
                input,
                _graph.Bytes($"{name}.levels", packed, outputs, blocks, BlockQuantizer.BlockSize * bits / 8),
                _graph.Floats($"{name}.scales", scales, outputs, blocks),
            ],
            [name],
            ("K", inputs), ("N", outputs), ("bits", bits), ("block_size", BlockQuantizer.BlockSize), ("accuracy_level", 4));
        return name;
    }

    /// <summary>A row-major matrix, mirrored at its diagonal.</summary>
    public static float[] Transpose(float[] matrix, int rows, int columns)
    {
        var transposed = new float[matrix.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                transposed[(column * rows) + row] = matrix[(row * columns) + column];
            }
        }

        return transposed;
    }
}
