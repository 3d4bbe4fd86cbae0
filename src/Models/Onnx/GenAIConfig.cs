using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Models.Onnx;

/// <summary>What this program needs of genai_config.json, the file by which ONNX Runtime GenAI loads a model folder.</summary>
/// <param name="ContextLength">Tokens of prompt and answer together.</param>
/// <param name="VocabularySize">Numbers in a row of logits.</param>
/// <param name="ModelFile">Name of the ONNX file.</param>
/// <param name="Sampling">How the folder wants text sampled where a request does not say.</param>
/// <param name="EndIds">Tokens each of which ends an answer; none where the file does not say.</param>
internal sealed record GenAIConfig(
    int ContextLength, int VocabularySize, string ModelFile, SamplingSettings Sampling, IReadOnlyList<int> EndIds)
{
    // The runtime's own default was no faster than one thread on small models.
    private const int DefaultThreads = 2;

    /// <summary>The file that goes with an exported graph.</summary>
    /// <param name="config">The model's sizes; its MaxPositionEmbeddings is the context that is served.</param>
    /// <param name="tokens">The control tokens that the runtime has to know.</param>
    /// <param name="sampling">How text is sampled where a request does not say; only what the file has fields for is written.</param>
    public static JsonObject Write(ModelConfiguration config, BoundaryTokens tokens, SamplingSettings sampling)
    {
        var model = new JsonObject
        {
            // What the runtime calls the whole family, whose members differ in the graph alone.
            ["type"] = "llama",
            ["eos_token_id"] = tokens.Ends is [var only] ? only : new JsonArray([.. tokens.Ends.Select(id => (JsonNode)id)]),
            ["pad_token_id"] = tokens.Pad ?? tokens.Ends[0],
            ["vocab_size"] = config.VocabSize,
            ["context_length"] = config.MaxPositionEmbeddings,
            ["decoder"] = Decoder(config),
        };
        if (tokens.Begin is { } begin)
        {
            model["bos_token_id"] = begin;
        }

        var search = new JsonObject
        {
            ["max_length"] = config.MaxPositionEmbeddings,
            ["past_present_share_buffer"] = true,
            ["do_sample"] = sampling.Temperature > 0,
            ["repetition_penalty"] = sampling.RepetitionPenalty,
            ["num_beams"] = 1,
        };
        if (sampling.Temperature > 0)
        {
            search["temperature"] = sampling.Temperature;
            search["top_p"] = sampling.TopP;
            search["top_k"] = sampling.TopK;
        }

        return new JsonObject { ["model"] = model, ["search"] = search };
    }

    /// <summary>Parses the file's text.</summary>
    /// <exception cref="FormatException">It is no JSON, or a field is missing or out of range; the message is one line.</exception>
    public static GenAIConfig Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var model = Property(document.RootElement, "model");
            return new GenAIConfig(
                Count(model, "context_length"),
                Count(model, "vocab_size"),
                FileName(Property(Property(model, "decoder"), "filename")),
                ReadSampling(document.RootElement),
                model.TryGetProperty("eos_token_id", out var ends) ? Ids(ends) : []);
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is not JSON ({e.Message})", e);
        }
    }

    private static JsonObject Decoder(ModelConfiguration config) => new()
    {
        ["filename"] = ModelFiles.Graph,
        ["session_options"] = new JsonObject
        {
            ["intra_op_num_threads"] = DefaultThreads,
            // Errors only: ONNX Runtime warns at every load that logits_positions may be fed, which is what it is for.
            ["log_severity_level"] = 3,
            ["provider_options"] = new JsonArray(),
        },
        ["head_size"] = config.HeadDim,
        ["hidden_size"] = config.HiddenSize,
        ["num_attention_heads"] = config.NumAttentionHeads,
        ["num_key_value_heads"] = config.NumKeyValueHeads,
        ["num_hidden_layers"] = config.NumHiddenLayers,
        ["inputs"] = new JsonObject
        {
            ["input_ids"] = "input_ids",
            ["attention_mask"] = "attention_mask",
            ["past_key_names"] = "past_key_values.%d.key",
            ["past_value_names"] = "past_key_values.%d.value",
        },
        ["outputs"] = new JsonObject
        {
            ["logits"] = "logits",
            ["present_key_names"] = "present.%d.key",
            ["present_value_names"] = "present.%d.value",
        },
    };

    private static SamplingSettings ReadSampling(JsonElement root)
    {
        var search = root.TryGetProperty("search", out var value) && value.ValueKind == JsonValueKind.Object ? value : default;
        var samples = search.ValueKind == JsonValueKind.Object
            && search.TryGetProperty("do_sample", out var flag) && flag.ValueKind == JsonValueKind.True;
        return new SamplingSettings(
            Temperature: samples ? Number(search, "temperature", 1, low: 0, high: float.MaxValue) : 0,
            TopP: Number(search, "top_p", 1, low: 0, high: 1),
            TopK: (int)Number(search, "top_k", 0, low: 0, high: int.MaxValue),
            RepetitionPenalty: Number(search, "repetition_penalty", 1, low: float.Epsilon, high: float.MaxValue),
            PresencePenalty: 0,
            FrequencyPenalty: 0,
            Seed: null);
    }

    private static JsonElement Property(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value)
            ? value
            : throw new FormatException($"the field {name} is missing");

    private static int Count(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var count) && count > 0
            ? count
            : throw new FormatException($"{name} must be a whole number above 0");

    private static int[] Ids(JsonElement value)
    {
        JsonElement[] elements = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        return Array.ConvertAll(elements, element => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var id) && id >= 0
            ? id
            : throw new FormatException("model.eos_token_id must be a token id or a list of them"));
    }

    private static string FileName(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } name && Path.GetFileName(name) == name
            ? name
            : throw new FormatException("model.decoder.filename must be the name of a file in the folder");

    private static float Number(JsonElement search, string name, float otherwise, float low, float high)
    {
        if (search.ValueKind != JsonValueKind.Object || !search.TryGetProperty(name, out var value))
        {
            return otherwise;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number) && number >= low && number <= high
            ? number
            : throw new FormatException($"search.{name} must be a number from {low:0.##} to {high:0.##}");
    }
}
