using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures.Tokenizers;
using TreasureMarkers.Models;

namespace TreasureMarkers.Fixtures;

/// <summary>
/// A Hugging Face folder of random weights, written by the definitions of transformers' classes and with no code of the product: the fields
/// of config.json, the names and shapes of the tensors, and how safetensors keeps them.
/// </summary>
internal sealed record TinyCheckpoint(string ModelType, bool Tied = true, string Type = "F32", int Shards = 1)
{
    public const string Template =
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private const int Heads = 4, KeyValueHeads = 2;

    /// <summary>llama with the scaling of Llama 3, mistral with heads that are no part of the width, and so on.</summary>
    public static IReadOnlyList<TinyCheckpoint> Families { get; } =
        [new("llama"), new("llama3", Tied: false), new("mistral", Tied: false), new("qwen2"), new("qwen3", Tied: false)];

    public int Hidden { get; init; } = 64;

    public int Intermediate { get; init; } = 96;

    public int Layers { get; init; } = 2;

    public int HeadDim => ModelType is "mistral" or "qwen3" ? 24 : 16;

    /// <summary>Rows of the embedding for which there is no token.</summary>
    public int Padding { get; init; }

    private int Vocabulary => SmallTokenizer.Instance.VocabularySize + Padding;

    public JsonObject Config()
    {
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(ModelType switch { "mistral" => "MistralForCausalLM", "qwen2" => "Qwen2ForCausalLM", "qwen3" => "Qwen3ForCausalLM", _ => "LlamaForCausalLM" }),
            ["model_type"] = ModelType == "llama3" ? "llama" : ModelType,
            ["vocab_size"] = Vocabulary,
            ["hidden_size"] = Hidden,
            ["intermediate_size"] = Intermediate,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = Heads,
            ["num_key_value_heads"] = KeyValueHeads,
            ["max_position_embeddings"] = 256,
            ["rms_norm_eps"] = 1e-6,
            ["rope_theta"] = 500000.0,
            ["hidden_act"] = "silu",
            ["tie_word_embeddings"] = Tied,
            ["torch_dtype"] = Type == "BF16" ? "bfloat16" : "float32",
            ["bos_token_id"] = 1,
            ["eos_token_id"] = 2,
        };
        if (HeadDim != Hidden / Heads)
        {
            json["head_dim"] = HeadDim;
        }

        switch (ModelType)
        {
            case "llama3":
                json["rope_scaling"] = new JsonObject
                {
                    ["rope_type"] = "llama3",
                    ["factor"] = 8.0,
                    ["low_freq_factor"] = 1.0,
                    ["high_freq_factor"] = 4.0,
                    ["original_max_position_embeddings"] = 64,
                };
                break;
            case "mistral":
                json["sliding_window"] = null;
                break;
            case "qwen2" or "qwen3":
                json["use_sliding_window"] = false;
                break;
        }

        return json;
    }

    /// <summary>Names and shapes, as the classes' state dictionaries have them.</summary>
    public IEnumerable<(string Name, int[] Shape)> Tensors()
    {
        var (queries, keys) = (Heads * HeadDim, KeyValueHeads * HeadDim);
        yield return ("model.embed_tokens.weight", [Vocabulary, Hidden]);
        for (var i = 0; i < Layers; i++)
        {
            var layer = $"model.layers.{i}.";
            yield return (layer + "self_attn.q_proj.weight", [queries, Hidden]);
            yield return (layer + "self_attn.k_proj.weight", [keys, Hidden]);
            yield return (layer + "self_attn.v_proj.weight", [keys, Hidden]);
            yield return (layer + "self_attn.o_proj.weight", [Hidden, queries]);
            if (ModelType == "qwen2")
            {
                yield return (layer + "self_attn.q_proj.bias", [queries]);
                yield return (layer + "self_attn.k_proj.bias", [keys]);
                yield return (layer + "self_attn.v_proj.bias", [keys]);
            }

            if (ModelType == "qwen3")
            {
                yield return (layer + "self_attn.q_norm.weight", [HeadDim]);
                yield return (layer + "self_attn.k_norm.weight", [HeadDim]);
            }

            yield return (layer + "mlp.gate_proj.weight", [Intermediate, Hidden]);
            yield return (layer + "mlp.up_proj.weight", [Intermediate, Hidden]);
            yield return (layer + "mlp.down_proj.weight", [Hidden, Intermediate]);
            yield return (layer + "input_layernorm.weight", [Hidden]);
            yield return (layer + "post_attention_layernorm.weight", [Hidden]);
        }

        yield return ("model.norm.weight", [Hidden]);
        if (!Tied)
        {
            yield return ("lm_head.weight", [Vocabulary, Hidden]);
        }
    }

    /// <summary>A tensor's numbers; such as bfloat16 has where the checkpoint is in it.</summary>
    public float[] Values(string name, int[] shape)
    {
        var random = SplitMix64.For(3, 0, name);
        var values = new float[shape.Aggregate(1, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((0.2 * random.NextNormal()) + (name.Contains("norm", StringComparison.Ordinal) ? 1 : 0));
            values[i] = Type == "F32" ? values[i] : BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(values[i]) & ~0xFFFF);
        }

        return values;
    }

    /// <summary>Writes the folder.</summary>
    public string WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), Config().ToJsonString());
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), SmallTokenizer.Json);
        File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), Template);
        File.WriteAllText(Path.Combine(folder, "generation_config.json"), """{ "bos_token_id": 1, "eos_token_id": [2, 0], "pad_token_id": 0, "do_sample": true, "temperature": 0.7, "top_p": 0.8, "top_k": 20 }""");
        File.WriteAllText(Path.Combine(folder, "README.md"), "---\nlicense: apache-2.0\nbase_model:\n- Maker/Tiny\ntags:\n- tiny\n---\n\n# Tiny\n");
        File.WriteAllText(Path.Combine(folder, "LICENSE"), "The text of a licence.\n");
        var tensors = Tensors().ToArray();
        if (Shards == 1)
        {
            WriteSafeTensors(Path.Combine(folder, "model.safetensors"), tensors);
            return folder;
        }

        var map = new JsonObject();
        for (var shard = 0; shard < Shards; shard++)
        {
            var name = $"model-{shard + 1:00000}-of-{Shards:00000}.safetensors";
            (string Name, int[] Shape)[] part = [.. tensors.Where((_, i) => i % Shards == shard)];
            WriteSafeTensors(Path.Combine(folder, name), part);
            Array.ForEach(part, tensor => map[tensor.Name] = name);
        }

        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), new JsonObject { ["metadata"] = new JsonObject(), ["weight_map"] = map }.ToJsonString());
        return folder;
    }

    /// <summary>Writes a folder of any size: its bfloat16 weights are the same million numbers over and over.</summary>
    public string WriteLargeTo(string folder)
    {
        (this with { Hidden = 64, Intermediate = 96, Layers = 1 }).WriteTo(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), Config().ToJsonString());
        var header = new JsonObject();
        var end = 0L;
        foreach (var (name, shape) in Tensors())
        {
            var start = end;
            end += 2L * shape.Aggregate(1L, (product, size) => product * size);
            header[name] = new JsonObject { ["dtype"] = "BF16", ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]), ["data_offsets"] = new JsonArray(start, end) };
        }

        var numbers = MemoryMarshal.AsBytes<ushort>([.. Enumerable.Range(0, 1 << 20).Select(i => (ushort)(0x3C00 | (i * 7919 % 0x180)))]);
        var text = Encoding.UTF8.GetBytes(header.ToJsonString());
        using var file = File.Create(Path.Combine(folder, "model.safetensors"));
        file.Write(BitConverter.GetBytes((long)text.Length));
        file.Write(text);
        for (; end > 0; end -= numbers.Length)
        {
            file.Write(numbers[..(int)Math.Min(end, numbers.Length)]);
        }

        return folder;
    }

    private void WriteSafeTensors(string path, IEnumerable<(string Name, int[] Shape)> tensors)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        var data = new MemoryStream();
        foreach (var (name, shape) in tensors)
        {
            var start = data.Length;
            var values = Values(name, shape);
            data.Write(Type switch
            {
                "BF16" => MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(values, value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))),
                "F16" => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)),
                _ => MemoryMarshal.AsBytes<float>(values),
            });
            header[name] = new JsonObject
            {
                ["dtype"] = Type,
                ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(start, data.Length),
            };
        }

        var text = Encoding.UTF8.GetBytes(header.ToJsonString());
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)text.Length), .. text, .. data.ToArray()]);
    }
}
