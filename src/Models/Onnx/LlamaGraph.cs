using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Onnx;

/// <summary>
/// A decoder of the Llama family as an ONNX graph for ONNX Runtime and ONNX Runtime GenAI: prompt and decode steps are one graph with
/// a shared cache.
/// </summary>
internal sealed class LlamaGraph
{
    // Below what hosts of repositories take in one file (50 or 100 MB). A large model's files grow, so that they are 20 at most.
    private const long FileLimit = 45_000_000;
    private const int MostFiles = 20;
    private readonly ModelConfiguration _config;
    private readonly IModelWeights _weights;
    private readonly OnnxGraph _graph;
    private readonly GraphMatrices _matrices;

    private LlamaGraph(ModelConfiguration config, IModelWeights weights, WeightPrecision precision, OnnxGraph graph)
    {
        (_config, _weights, _graph) = (config, weights, graph);
        _matrices = new GraphMatrices(graph, config, weights, precision);
    }

    /// <summary>The product with a layer's query, key and value matrices, joined by rows.</summary>
    public static string QueryKeyValue(int layer) => $"layer.{layer}.attention.qkv";

    /// <summary>The constant of a layer's query, key and value biases, joined.</summary>
    public static string QueryKeyValueBias(int layer) => $"layer.{layer}.attention.qkv.bias";

    /// <summary>The product that brings a layer's heads back to the residual stream.</summary>
    public static string AttentionOutput(int layer) => $"layer.{layer}.attention.output";

    /// <summary>The product with a layer's gate and up matrices, joined by rows.</summary>
    public static string GateUp(int layer) => $"layer.{layer}.feed_forward.gate_up";

    /// <summary>The product that brings a layer's feed-forward back to the residual stream.</summary>
    public static string Down(int layer) => $"layer.{layer}.feed_forward.down";

    // That of the layer behind the last one is the output layer's.
    private static string InputNormal(int layer) => $"layer.{layer}.input_norm";

    private static string FeedForwardNormal(int layer) => $"layer.{layer}.feed_forward_norm";

    private static string Gated(int layer) => $"layer.{layer}.feed_forward.gated";

    /// <summary>The outputs of a watched graph: what the products take in, by the names that <see cref="SmoothedWeights"/> has for them.</summary>
    public static IEnumerable<(string Output, string Range)> Watched(ModelConfiguration config) =>
        Enumerable.Range(0, config.NumHiddenLayers).SelectMany(layer => new[]
        {
            (InputNormal(layer), LlamaTensors.InputNorm(layer)), (FeedForwardNormal(layer), LlamaTensors.FeedForwardNorm(layer)),
            (Gated(layer), LlamaTensors.Down(layer)),
        });

    /// <summary>Writes the graph and the files of its large tensors, holding the matrices of one product at a time.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="config">The model's sizes; its MaxPositionEmbeddings is the context that is served.</param>
    /// <param name="weights">By the names of <see cref="LlamaTensors"/>.</param>
    /// <param name="precision">Of the matrices.</param>
    /// <param name="watched">Whether what <see cref="Watched"/> names can be read after a pass.</param>
    /// <returns>The bytes of all these files.</returns>
    /// <exception cref="ModelException">A weight is missing or cannot be read.</exception>
    public static long Write(
        string folder, ModelConfiguration config, IModelWeights weights, WeightPrecision precision, bool watched = false)
    {
        var bytesOfWeight = precision is WeightPrecision.Int8 or WeightPrecision.Int4 ? 1 : sizeof(float);
        using var data = new ExternalTensors(
            folder, Math.Max(FileLimit, LlamaTensors.ParameterCount(config) * bytesOfWeight / MostFiles));
        var graph = new OnnxGraph(data);
        new LlamaGraph(config, weights, precision, graph).Build();
        foreach (var (output, _) in watched ? Watched(config) : [])
        {
            graph.Output(output, OnnxType.Float, "batch", "sequence", "width");
        }

        var model = graph.ToModel();
        File.WriteAllBytes(Path.Combine(folder, ModelFiles.Graph), model);
        return model.Length + data.Length;
    }

    private void Build()
    {
        var ids = _graph.Input("input_ids", OnnxType.Int64, "batch", "sequence");
        var mask = _graph.Input("attention_mask", OnnxType.Int64, "batch", "total");
        var (lengths, total) = Lengths(mask);
        _graph.Floats("cosine", RotaryTable.Cosines(_config), _config.MaxPositionEmbeddings, _config.HeadDim / 2);
        _graph.Floats("sine", RotaryTable.Sines(_config), _config.MaxPositionEmbeddings, _config.HeadDim / 2);
        var stream = _matrices.Embed(ids);
        var normal = Normalize(stream, LlamaTensors.InputNorm(0), InputNormal(0));
        for (var layer = 0; layer < _config.NumHiddenLayers; layer++)
        {
            var attention = Attention(layer, normal, lengths, total);
            (normal, stream) = AddAndNormalize(stream, attention, LlamaTensors.FeedForwardNorm(layer), FeedForwardNormal(layer));
            var next = layer + 1 < _config.NumHiddenLayers ? LlamaTensors.InputNorm(layer + 1) : LlamaTensors.FinalNorm;
            (normal, stream) = AddAndNormalize(stream, FeedForward(layer, normal), next, InputNormal(layer + 1));
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

    private string Attention(int layer, string input, string lengths, string total)
    {
        var (heads, shared, size) = (_config.NumAttentionHeads, _config.NumKeyValueHeads, _config.HeadDim);
        var (prefix, past, present) = ($"layer.{layer}.attention", $"past_key_values.{layer}", $"present.{layer}");
        string[] projected = [QueryKeyValue(layer, input), "", ""];
        if (_config.QueryKeyNorm)
        {
            projected = NormalizeHeads(layer, projected[0]);
        }

        foreach (var part in new[] { "key", "value" })
        {
            _graph.Input($"{past}.{part}", OnnxType.Float, "batch", shared, "past", size);
            _graph.Output($"{present}.{part}", OnnxType.Float, "batch", shared, "total", size);
        }

        _graph.Node(
            "GroupQueryAttention", prefix, OnnxGraph.ContribDomain,
            [.. projected, $"{past}.key", $"{past}.value", lengths, total, "cosine", "sine"],
            [$"{prefix}.mixed", $"{present}.key", $"{present}.value"],
            ("num_heads", heads), ("kv_num_heads", shared), ("scale", 1 / MathF.Sqrt(size)), ("local_window_size", -1), ("softcap", 0f),
            ("do_rotary", 1), ("rotary_interleaved", 0));
        return _matrices.Product($"{prefix}.mixed", AttentionOutput(layer), 4, LlamaTensors.AttentionOutput(layer));
    }

    private string QueryKeyValue(int layer, string input)
    {
        var product = _matrices.Product(
            input, QueryKeyValue(layer), 4, LlamaTensors.Query(layer), LlamaTensors.Key(layer), LlamaTensors.Value(layer));
        if (!_config.AttentionBias)
        {
            return product;
        }

        float[] joined =
        [
            .. _weights.Read(LlamaTensors.QueryBias(layer)), .. _weights.Read(LlamaTensors.KeyBias(layer)),
            .. _weights.Read(LlamaTensors.ValueBias(layer)),
        ];
        return _graph.Node("Add", $"{product}.shifted", [product, _graph.Floats(QueryKeyValueBias(layer), joined, joined.Length)]);
    }

    // Query, key and value apart, each head of the first two RMS-normalised.
    private string[] NormalizeHeads(int layer, string joined)
    {
        var prefix = $"layer.{layer}.attention";
        var (heads, shared, size) = (_config.NumAttentionHeads, _config.NumKeyValueHeads, _config.HeadDim);
        string[] parts = [$"{prefix}.query", $"{prefix}.key", $"{prefix}.value"];
        var widths = _graph.Integers($"{prefix}.widths", [heads * size, shared * size, shared * size], 3);
        _graph.Node("Split", $"{prefix}.split", "", [joined, widths], parts, ("axis", -1));
        return
        [
            NormalizeHeads(parts[0], LlamaTensors.QueryNorm(layer), heads), NormalizeHeads(parts[1], LlamaTensors.KeyNorm(layer), shared),
            parts[2],
        ];
    }

    private string NormalizeHeads(string input, string gain, int heads)
    {
        var apart = _graph.Node(
            "Reshape", $"{input}.heads", [input, _graph.Integers($"{input}.heads.sizes", [0, 0, heads, _config.HeadDim], 4)]);
        var normal = Normalize(apart, gain, $"{input}.norm", _config.HeadDim);
        return _graph.Node("Reshape", $"{input}.normal", [normal, _graph.Integers($"{input}.normal.sizes", [0, 0, heads * _config.HeadDim], 3)]);
    }

    private string FeedForward(int layer, string input)
    {
        var prefix = $"layer.{layer}.feed_forward";
        var both = _matrices.Product(input, GateUp(layer), 4, LlamaTensors.Gate(layer), LlamaTensors.Up(layer));
        _graph.Node("Split", $"{prefix}.split", "", [both], [$"{prefix}.gate", $"{prefix}.up"], ("axis", -1), ("num_outputs", 2));
        // The sigmoid linear unit, by the name that the runtime has for it.
        _graph.Node("QuickGelu", $"{prefix}.silu", OnnxGraph.ContribDomain, [$"{prefix}.gate"], [$"{prefix}.silu"], ("alpha", 1f));
        var gated = _graph.Node("Mul", Gated(layer), [$"{prefix}.silu", $"{prefix}.up"]);
        return _matrices.Product(gated, Down(layer), 4, LlamaTensors.Down(layer));
    }

    // Only the last position meets the output layer, unless a caller names others, counted from the end: nobody reads all of a
    // prompt's logits. GenAI wants the one row declared that it gets.
    private void Logits(string normal)
    {
        var positions = _graph.DefaultedInput("logits_positions", "positions", -1);
        _matrices.Output(_graph.Node("Gather", "logits_vectors", [normal, positions], ("axis", 1)));
        _graph.Output(GraphMatrices.Logits, OnnxType.Float, "batch", 1, _config.VocabSize);
    }

    private string Normalize(string input, string gain, string name) => Normalize(input, gain, name, _config.HiddenSize);

    private string Normalize(string input, string gain, string name, int width) => _graph.Node(
        "SimplifiedLayerNormalization", name, [input, _graph.Floats(gain, _weights.Read(gain), width)],
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
}
