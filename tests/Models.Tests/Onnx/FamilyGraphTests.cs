using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Onnx;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Tests.Onnx;

/// <summary>The graph of each family, held against plain loops that are written from transformers' definitions.</summary>
public sealed class FamilyGraphTests
{
    private const int Vocabulary = 67;
    private static readonly int[] Tokens = [.. Enumerable.Range(0, 23).Select(i => i * i % Vocabulary)];

    public static TheoryData<string, bool> Families => new MatrixTheoryData<string, bool>(
        ["llama", "llama3", "linear", "mistral", "qwen2", "qwen3"], [true, false]);

    [Theory]
    [MemberData(nameof(Families))]
    public void The_graph_computes_what_plain_loops_do(string family, bool tied)
    {
        using var folder = new TemporaryFolder();
        var (config, weights) = Model(family, tied);
        Directory.CreateDirectory(folder["model"]);

        LlamaGraph.Write(folder["model"], config, weights, WeightPrecision.Fp32);

        using var session = new GraphSession(folder["model"]);
        Assert.InRange(NanoModel.LargestDifference(Reference(family, config, weights).Logits(Tokens), session.Logits(Tokens)[0]), 0, 1e-4f);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Blocks_taken_over_are_the_sources_own_and_compute_what_its_floats_do(string family, bool tied)
    {
        using var folder = new TemporaryFolder();
        var (config, floats) = Model(family, tied);
        var blocks = BlockWeights.Of(config, floats);
        Directory.CreateDirectory(folder["source"]);
        Directory.CreateDirectory(folder["fp32"]);

        LlamaGraph.Write(folder["source"], config, blocks, WeightPrecision.Source);
        LlamaGraph.Write(folder["fp32"], config, blocks, WeightPrecision.Fp32);

        GraphFile.KeepInputs(folder["source"]);
        using var source = new GraphSession(folder["source"]);
        using var exact = new GraphSession(folder["fp32"]);
        Assert.InRange(NanoModel.LargestDifference(exact.Logits(Tokens)[0], source.Logits(Tokens)[0]), 0, 1e-4f);
        using var read = LlamaGraphReader.Open(folder["source"], config);
        Assert.All(LlamaTensors.Of(config), tensor => Assert.Equal(blocks.Read(tensor.Name), read.Read(tensor.Name)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Floats_are_read_back_as_they_were(string family, bool tied)
    {
        using var folder = new TemporaryFolder();
        var (config, weights) = Model(family, tied);
        Directory.CreateDirectory(folder["model"]);
        LlamaGraph.Write(folder["model"], config, weights, WeightPrecision.Fp32);

        using var read = LlamaGraphReader.Open(folder["model"], config);

        Assert.All(LlamaTensors.Of(config), tensor => Assert.Equal(weights.Read(tensor.Name), read.Read(tensor.Name)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Eight_bits_compute_nearly_what_floats_do_and_are_read_back_as_they_were_rounded(string family, bool tied)
    {
        using var folder = new TemporaryFolder();
        var (config, weights) = Model(family, tied);
        Directory.CreateDirectory(folder["int8"]);

        LlamaGraph.Write(folder["int8"], config, weights, WeightPrecision.Int8);

        using var session = new GraphSession(folder["int8"]);
        var (wanted, got) = (Reference(family, config, weights).Logits(Tokens), session.Logits(Tokens)[0]);
        Assert.InRange(NanoModel.LargestDifference(wanted, got), 1e-6f, 0.08f * wanted.Max(MathF.Abs));
        using var withoutVnni = new GraphSession(folder["int8"], saturates: true);
        Assert.Equal(got, withoutVnni.Logits(Tokens)[0]);
        using var read = LlamaGraphReader.Open(folder["int8"], config);
        Assert.True(read.IsInColumns);
        Assert.All(LlamaTensors.Of(config), tensor =>
        {
            var values = weights.Read(tensor.Name);
            var rounded = tensor.IsMatrix ? ColumnMatrix.Round(values, (int)tensor.Shape[1]).ToFloats() : values;
            Assert.Equal(rounded, read.Read(tensor.Name));
            if (tensor.IsMatrix)
            {
                Assert.Equal(rounded, read.ReadBlocks(tensor.Name)!.Dequantize());
            }
        });
    }

    [Fact]
    public void A_row_of_zeros_in_eight_bits_is_zeros()
    {
        using var folder = new TemporaryFolder();
        var (config, weights) = Model("llama", tied: true);
        var values = LlamaTensors.Of(config).ToDictionary(tensor => tensor.Name, tensor => weights.Read(tensor.Name));
        values[LlamaTensors.Embedding].AsSpan(5 * config.HiddenSize, config.HiddenSize).Clear();
        Directory.CreateDirectory(folder["int8"]);
        LlamaGraph.Write(folder["int8"], config, new MemoryWeights(values), WeightPrecision.Int8);

        using var session = new GraphSession(folder["int8"]);

        // Alone, its norms, its attention and so all its products are of zeros.
        Assert.All(session.Logits([5])[0], logit => Assert.Equal(0, logit));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Smoothed_weights_are_the_same_model_with_evener_inputs(string family, bool tied)
    {
        using var folder = new TemporaryFolder();
        var (config, weights) = Model(family, tied);
        var random = SplitMix64.For(4, 0, family);
        var ranges = LlamaGraph.Watched(config).ToDictionary(
            one => one.Range,
            one => Enumerable.Range(0, one.Range.Contains("down", StringComparison.Ordinal) ? config.IntermediateSize : config.HiddenSize)
                .Select(_ => random.NextInt(1000) / 10f).ToArray());
        Directory.CreateDirectory(folder["model"]);
        var smoothed = new SmoothedWeights(weights, config, ranges);

        LlamaGraph.Write(folder["model"], config, smoothed, WeightPrecision.Fp32);

        using var session = new GraphSession(folder["model"]);
        Assert.InRange(NanoModel.LargestDifference(Reference(family, config, weights).Logits(Tokens), session.Logits(Tokens)[0]), 0, 1e-3f);
        var (norm, before) = (smoothed.Read(LlamaTensors.InputNorm(1)), weights.Read(LlamaTensors.InputNorm(1)));
        var range = ranges[LlamaTensors.InputNorm(1)];
        var (widest, narrowest) = (Array.IndexOf(range, range.Max()), Array.IndexOf(range, range.Where(value => value > 0).Min()));
        Assert.InRange(norm[widest] / before[widest], 0, norm[narrowest] / before[narrowest] / 2);
    }

    private static LlamaReference Reference(string family, ModelConfiguration config, MemoryWeights weights) => new(
        Json(family, config),
        LlamaTensors.Of(config).ToDictionary(
            tensor => tensor.Name,
            tensor => (tensor.Shape.Select(size => (int)size).ToArray(), "F32", weights.Read(tensor.Name))));

    private static (ModelConfiguration Config, MemoryWeights Weights) Model(string family, bool tied)
    {
        var heads = family is "mistral" or "qwen3" ? 32 : 16;
        var config = new ModelConfiguration(family, Vocabulary, 64, 2, 4, 2, heads, 96, MaxPositionEmbeddings: 64, RopeTheta: 5000)
        {
            TieWordEmbeddings = tied,
            AttentionBias = family == "qwen2",
            QueryKeyNorm = family == "qwen3",
            RopeScaling = family switch
            {
                "llama3" => new RopeScaling("llama3", 8, LowFreqFactor: 1, HighFreqFactor: 4, OriginalMaxPositionEmbeddings: 32),
                "linear" => new RopeScaling("linear", 2.5),
                _ => null,
            },
        };
        var random = SplitMix64.For(3, 0, family);
        return (config, new MemoryWeights(LlamaTensors.Of(config).ToDictionary(
            tensor => tensor.Name,
            tensor => Enumerable.Range(0, (int)tensor.Count).Select(_ => Weight(tensor)).ToArray())));

        // Gains around 1, so that a norm that is left out shows; matrices wide enough that attention is no mean.
        float Weight(TensorInfo tensor)
        {
            var number = (random.NextInt(20_001) / 10_000f) - 1;
            return tensor.IsMatrix ? number * 0.3f : tensor.Name.EndsWith("bias", StringComparison.Ordinal) ? number : 1 + (number / 2);
        }
    }

    private static JsonObject Json(string family, ModelConfiguration config)
    {
        var json = new JsonObject
        {
            ["num_hidden_layers"] = config.NumHiddenLayers,
            ["num_attention_heads"] = config.NumAttentionHeads,
            ["num_key_value_heads"] = config.NumKeyValueHeads,
            ["head_dim"] = config.HeadDim,
            ["rms_norm_eps"] = config.RmsNormEps,
            ["rope_theta"] = config.RopeTheta,
            ["tie_word_embeddings"] = config.TieWordEmbeddings,
        };
        json["rope_scaling"] = family switch
        {
            "llama3" => new JsonObject
            {
                ["rope_type"] = "llama3",
                ["factor"] = 8.0,
                ["low_freq_factor"] = 1.0,
                ["high_freq_factor"] = 4.0,
                ["original_max_position_embeddings"] = 32,
            },
            "linear" => new JsonObject { ["rope_type"] = "linear", ["factor"] = 2.5 },
            _ => null,
        };
        return json;
    }
}
