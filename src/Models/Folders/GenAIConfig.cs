using System.Text.Json;

namespace TreasureMarkers.Models.Folders;

/// <summary>What this program needs of a genai_config.json.</summary>
/// <param name="ContextLength">Tokens of prompt and answer together.</param>
/// <param name="VocabularySize">Numbers in a row of logits.</param>
/// <param name="ModelFile">Name of the ONNX file.</param>
/// <param name="Sampling">How the folder wants text sampled where a request does not say.</param>
internal sealed record GenAIConfig(int ContextLength, int VocabularySize, string ModelFile, SamplingSettings Sampling)
{
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
                ReadSampling(document.RootElement));
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is not JSON ({e.Message})", e);
        }
    }

    private static JsonElement Property(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value)
            ? value
            : throw new FormatException($"the field {name} is missing");

    private static int Count(JsonElement parent, string name) =>
        Property(parent, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var count) && count > 0
            ? count
            : throw new FormatException($"{name} must be a whole number above 0");

    private static string FileName(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } name && Path.GetFileName(name) == name
            ? name
            : throw new FormatException("model.decoder.filename must be the name of a file in the folder");

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
