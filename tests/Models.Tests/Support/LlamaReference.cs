using System.Text.Json.Nodes;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>
/// Hugging Face's Llama, Mistral, Qwen2 and Qwen3 in plain loops of 64-bit floats, from nothing but the fields of config.json and the
/// tensors by the names that they have there. It shares no code with training or with an export.
/// </summary>
internal sealed class LlamaReference(JsonNode config, IReadOnlyDictionary<string, (int[] Sizes, string Type, float[] Values)> tensors)
{
    private readonly JsonNode _config = config;
    private readonly IReadOnlyDictionary<string, (int[] Sizes, string Type, float[] Values)> _tensors = tensors;

    public LlamaReference(string folder)
        : this(
            JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!,
            SafeTensorsReader.Read(Path.Combine(folder, "model.safetensors")))
    {
        Assert.Equal(!(bool)_config["tie_word_embeddings"]!, _tensors.ContainsKey("lm_head.weight"));
    }

    private int Heads => Size("num_attention_heads");

    private int HeadSize => Size("head_dim");

    /// <summary>The logits after the last token.</summary>
    public float[] Logits(IReadOnlyList<int> tokens)
    {
        var embedding = _tensors["model.embed_tokens.weight"];
        double[][] stream = [.. tokens.Select(token => embedding.Values.Skip(token * embedding.Sizes[1]).Take(embedding.Sizes[1]).Select(value => (double)value).ToArray())];
        for (var layer = 0; layer < Size("num_hidden_layers"); layer++)
        {
            var prefix = $"model.layers.{layer}.";
            stream = Add(stream, Attention(prefix + "self_attn.", Normalize(stream, prefix + "input_layernorm.weight")));
            stream = Add(stream, FeedForward(prefix + "mlp.", Normalize(stream, prefix + "post_attention_layernorm.weight")));
        }

        var output = (bool)_config["tie_word_embeddings"]! ? "model.embed_tokens.weight" : "lm_head.weight";
        return [.. Product(Normalize([stream[^1]], "model.norm.weight"), output)[0].Select(value => (float)value)];
    }

    private double[][] Attention(string prefix, double[][] input)
    {
        var queries = Rotate(NormalizeHeads(Project(input, prefix + "q_proj"), prefix + "q_norm.weight"));
        var keys = Rotate(NormalizeHeads(Project(input, prefix + "k_proj"), prefix + "k_norm.weight"));
        var values = Project(input, prefix + "v_proj");
        var mixed = input.Select((_, position) => Enumerable.Range(0, Heads).SelectMany(head => Mix(queries[position], keys[..(position + 1)], values, head)).ToArray());
        return Product([.. mixed], prefix + "o_proj.weight");
    }

    private double[] Mix(double[] query, double[][] keys, double[][] values, int head)
    {
        var (own, shared) = (head * HeadSize, head / (Heads / Size("num_key_value_heads")) * HeadSize);
        double[] scores = [.. keys.Select(key => Enumerable.Range(0, HeadSize).Sum(i => query[own + i] * key[shared + i]) / Math.Sqrt(HeadSize))];
        double[] weights = [.. scores.Select(score => Math.Exp(score - scores.Max()))];
        return [.. Enumerable.Range(0, HeadSize).Select(i => weights.Select((weight, at) => weight * values[at][shared + i]).Sum() / weights.Sum())];
    }

    private double[][] FeedForward(string prefix, double[][] input)
    {
        var (gate, up) = (Product(input, prefix + "gate_proj.weight"), Product(input, prefix + "up_proj.weight"));
        return Product([.. gate.Zip(up, (g, u) => g.Zip(u, (a, b) => a / (1 + Math.Exp(-a)) * b).ToArray())], prefix + "down_proj.weight");
    }

    // transformers' rotate_half: component i of a head turns with component i + size/2.
    private double[][] Rotate(double[][] heads)
    {
        var half = HeadSize / 2;
        return [.. heads.Select((all, position) => all.Select((value, at) =>
        {
            var i = at % HeadSize;
            var angle = position * Frequency(Math.Pow((double)_config["rope_theta"]!, -(i % half) / (double)half));
            return (value * Math.Cos(angle)) + ((i < half ? -all[at + half] : all[at - half]) * Math.Sin(angle));
        }).ToArray())];
    }

    // transformers' _compute_llama3_parameters, and division by the factor for "linear".
    private double Frequency(double frequency)
    {
        if (_config["rope_scaling"] is not { } scaling)
        {
            return frequency;
        }

        var factor = (double)scaling["factor"]!;
        if ((string)scaling["rope_type"]! == "linear")
        {
            return frequency / factor;
        }

        var (context, low, high) = (
            (int)scaling["original_max_position_embeddings"]!, (double)scaling["low_freq_factor"]!, (double)scaling["high_freq_factor"]!);
        var wavelength = 2 * Math.PI / frequency;
        if (wavelength < context / high)
        {
            return frequency;
        }

        if (wavelength > context / low)
        {
            return frequency / factor;
        }

        var smooth = ((context / wavelength) - low) / (high - low);
        return ((1 - smooth) * frequency / factor) + (smooth * frequency);
    }

    // Qwen2's projections have a bias.
    private double[][] Project(double[][] input, string name)
    {
        var product = Product(input, name + ".weight");
        return _tensors.TryGetValue(name + ".bias", out var bias)
            ? [.. product.Select(vector => vector.Zip(bias.Values, (value, shift) => value + shift).ToArray())]
            : product;
    }

    // Qwen3 normalises each head of query and key.
    private double[][] NormalizeHeads(double[][] heads, string gain) => _tensors.ContainsKey(gain)
        ? [.. heads.Select(all => Normalize([.. all.Chunk(HeadSize)], gain).SelectMany(head => head).ToArray())]
        : heads;

    private double[][] Normalize(double[][] stream, string gain) =>
        [.. stream.Select(vector =>
        {
            var scale = 1 / Math.Sqrt(vector.Average(value => value * value) + (double)_config["rms_norm_eps"]!);
            return vector.Zip(_tensors[gain].Values, (value, factor) => value * scale * factor).ToArray();
        })];

    private double[][] Product(double[][] input, string name)
    {
        var (sizes, _, matrix) = _tensors[name];
        return [.. input.Select(vector => Enumerable.Range(0, sizes[0]).Select(row =>
        {
            var sum = 0.0;
            for (var i = 0; i < sizes[1]; i++)
            {
                sum += vector[i] * matrix[(row * sizes[1]) + i];
            }

            return sum;
        }).ToArray())];
    }

    private static double[][] Add(double[][] left, double[][] right) => [.. left.Zip(right, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];

    private int Size(string name) => (int)_config[name]!;
}
