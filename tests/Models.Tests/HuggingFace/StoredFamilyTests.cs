using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Tests.HuggingFace;

/// <summary>
/// What our export of each family has to hold for transformers to load it: state dictionaries and configuration fields of LlamaForCausalLM,
/// MistralForCausalLM, Qwen2ForCausalLM and Qwen3ForCausalLM (5.x), stored here as text.
/// </summary>
public sealed class StoredFamilyTests
{
    // h hidden, i intermediate, q query heads · head size, k key heads · head size, d head size, v vocabulary; * is each layer.
    private const string Common =
        """
        model.embed_tokens.weight v h
        model.layers.*.self_attn.q_proj.weight q h
        model.layers.*.self_attn.k_proj.weight k h
        model.layers.*.self_attn.v_proj.weight k h
        model.layers.*.self_attn.o_proj.weight h q
        model.layers.*.mlp.gate_proj.weight i h
        model.layers.*.mlp.up_proj.weight i h
        model.layers.*.mlp.down_proj.weight h i
        model.layers.*.input_layernorm.weight h
        model.layers.*.post_attention_layernorm.weight h
        model.norm.weight h
        """;

    private const string Biases =
        """
        model.layers.*.self_attn.q_proj.bias q
        model.layers.*.self_attn.k_proj.bias k
        model.layers.*.self_attn.v_proj.bias k
        """;

    private const string HeadNorms =
        """
        model.layers.*.self_attn.q_norm.weight d
        model.layers.*.self_attn.k_norm.weight d
        """;

    [Theory]
    [InlineData("llama", Common, """{"architectures":["LlamaForCausalLM"],"model_type":"llama","tie_word_embeddings":true,"attention_bias":false,"mlp_bias":false,"head_dim":16}""")]
    [InlineData("llama3", Common + "\nlm_head.weight v h", """{"architectures":["LlamaForCausalLM"],"model_type":"llama","tie_word_embeddings":false,"rope_scaling":{"rope_type":"llama3","factor":8,"low_freq_factor":1,"high_freq_factor":4,"original_max_position_embeddings":64}}""")]
    [InlineData("mistral", Common + "\nlm_head.weight v h", """{"architectures":["MistralForCausalLM"],"model_type":"mistral","tie_word_embeddings":false,"sliding_window":null,"head_dim":24}""")]
    [InlineData("qwen2", Common + "\n" + Biases, """{"architectures":["Qwen2ForCausalLM"],"model_type":"qwen2","tie_word_embeddings":true,"use_sliding_window":false}""")]
    [InlineData("qwen3", Common + "\nlm_head.weight v h\n" + HeadNorms, """{"architectures":["Qwen3ForCausalLM"],"model_type":"qwen3","tie_word_embeddings":false,"attention_bias":false,"use_sliding_window":false,"head_dim":24}""")]
    public void The_export_has_what_transformers_loads(string family, string tensors, string fields)
    {
        using var folder = new TemporaryFolder();
        var checkpoint = TinyCheckpoint.Families.Single(one => one.ModelType == family);
        using var source = ModelSource.Open(checkpoint.WriteTo(folder["base"]));

        ModelExport.ToHuggingFace(source, folder["hf"], SafeTensorType.Fp32);

        var config = JsonNode.Parse(File.ReadAllText(folder["hf/config.json"]))!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(fields)!.AsObject().Append(new("rope_theta", 500000)).Append(new("rms_norm_eps", 1e-6))
            .Append(new("max_position_embeddings", 256)).Append(new("num_hidden_layers", 2)).Append(new("hidden_act", "silu")))
        {
            Assert.True(config.ContainsKey(name), name);
            Assert.True(JsonNode.DeepEquals(value, config[name]), $"{name} is {config[name]}");
        }

        int Size(string name) => (int)config[name]!;
        var sizes = new Dictionary<string, int>
        {
            ["h"] = 64,
            ["i"] = 96,
            ["q"] = 4 * Size("head_dim"),
            ["k"] = 2 * Size("head_dim"),
            ["d"] = Size("head_dim"),
            ["v"] = Size("vocab_size"),
        };
        var wanted = tensors.Split('\n').Select(line => line.Split(' '))
            .SelectMany(parts => Enumerable.Range(0, parts[0].Contains('*', StringComparison.Ordinal) ? 2 : 1)
                .Select(layer => $"{parts[0].Replace("*", $"{layer}", StringComparison.Ordinal)} {string.Join(' ', parts.Skip(1).Select(size => sizes[size]))}"));
        var found = SafeTensorsReader.Read(folder["hf/model.safetensors"]).Select(tensor => $"{tensor.Key} {string.Join(' ', tensor.Value.Sizes)}");
        Assert.Equal(wanted.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }
}
