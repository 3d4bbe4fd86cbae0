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
