using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.HuggingFace;

/// <summary>Reads a Hugging Face folder: our own export, or what another trainer made of one.</summary>
internal static class HuggingFaceWeights
{
    /// <summary>The model's sizes, from config.json.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="preset">What the shape is to be called.</param>
    /// <exception cref="ModelException">The file is damaged, or describes another architecture than ours.</exception>
    public static ModelConfiguration ReadShape(string folder, string preset)
    {
        var path = Path.Combine(folder, HuggingFaceFolder.ConfigurationFile);
        try
        {
            var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            RequireOurs(config, path);
            var heads = Number<int>(config, "num_attention_heads");
            var width = Number<int>(config, "hidden_size");
            // Transformers 5 keeps what is rotary together.
            var rotary = config["rope_parameters"] as JsonObject ?? config;
            return new ModelConfiguration(
                preset, Number<int>(config, "vocab_size"), width, Number<int>(config, "num_hidden_layers"), heads,
                Number<int>(config, "num_key_value_heads"), config.ContainsKey("head_dim") ? Number<int>(config, "head_dim") : width / heads,
                Number<int>(config, "intermediate_size"), Number<int>(config, "max_position_embeddings"),
                Number<double>(rotary, "rope_theta"), Number<double>(config, "rms_norm_eps"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentException)
        {
            throw new ModelException($"'{path}' cannot be used: {e.Message.TrimEnd('.')}. Give a folder that `tm export --format hf` wrote, or that a trainer made from one.", e);
        }
    }

    /// <summary>All weights by name.</summary>
    /// <param name="folder">The folder; its weights are in one file.</param>
    /// <param name="shape">The model's.</param>
    /// <exception cref="ModelException">The file or a weight is missing, damaged or of another size.</exception>
    public static IReadOnlyDictionary<string, float[]> Load(string folder, ModelConfiguration shape)
    {
        var path = Path.Combine(folder, HuggingFaceFolder.WeightsFile);
        try
        {
            var tensors = SafeTensors.LoadAny(path);
            return shape.Weights().ToDictionary(weight => weight.Name, weight => tensors.TryGetValue(weight.Name, out var tensor) && tensor.Shape.SequenceEqual(weight.Shape)
                ? tensor.Values
                : throw new InvalidDataException($"{weight.Name} is missing or is not [{string.Join(", ", weight.Shape)}]"));
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            throw new ModelException($"'{path}' does not hold the weights that config.json describes ({e.Message.TrimEnd('.')}). Save the model as one safetensors file.", e);
        }
    }

    private static void RequireOurs(JsonObject config, string path)
    {
        foreach (var (name, wanted) in new (string, JsonNode)[]
        {
            ("model_type", "llama"), ("hidden_act", "silu"), ("tie_word_embeddings", true), ("attention_bias", false), ("mlp_bias", false),
        })
        {
            if (!JsonNode.DeepEquals(config[name], wanted))
            {
                throw new ModelException($"'{path}': {name} is {config[name]?.ToJsonString() ?? "missing"}; only {wanted.ToJsonString()} can be exported.");
            }
        }

        if (config["rope_scaling"] is not null || (string?)config["rope_parameters"]?["rope_type"] is not (null or "default"))
        {
            throw new ModelException($"'{path}' stretches its rotary positions, which cannot be exported.");
        }
    }

    private static T Number<T>(JsonObject config, string name) =>
        config[name] is { } value ? value.GetValue<T>() : throw new FormatException($"it has no {name}");
}
