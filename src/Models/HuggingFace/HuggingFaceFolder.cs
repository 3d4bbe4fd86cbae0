using System.Globalization;
using System.Text.Json.Nodes;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.HuggingFace;

/// <summary>
/// A model as a Hugging Face folder, for engines and trainers that load the Llama family. Weights have Hugging Face's names, and its
/// order of query and key rows, since training.
/// </summary>
internal static class HuggingFaceFolder
{
    /// <summary>The model's sizes.</summary>
    public const string ConfigFile = "config.json";

    /// <summary>How text is generated where nobody says: sampling and the tokens that end an answer.</summary>
    public const string GenerationConfig = "generation_config.json";

    /// <summary>The contents of the control tokens.</summary>
    public const string SpecialTokens = "special_tokens_map.json";

    // Loaders ask which framework's layout the tensors have.
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    /// <summary>Whether a folder has a config.json.</summary>
    public static bool Is(string folder) => File.Exists(Path.Combine(folder, ConfigFile));

    /// <summary>Writes the weights and config.json.</summary>
    public static void Write(string folder, ModelConfiguration config, IModelWeights weights, BoundaryTokens tokens, SafeTensorType type)
    {
        SafeTensors.Save(
            Path.Combine(folder, HuggingFaceWeights.OneFile),
            [.. LlamaTensors.Of(config).Select(tensor => (tensor.Name, tensor.Shape))],
            weights.Read,
            Metadata,
            type);
        ModelFiles.WriteJson(folder, ConfigFile, HuggingFaceConfig.Write(config, tokens, type));
    }

    /// <summary>Writes what a folder lacks of generation_config.json, tokenizer_config.json and special_tokens_map.json.</summary>
    public static void WriteTokenizerFiles(string folder, BpeTokenizer tokenizer, BoundaryTokens tokens, SamplingSettings sampling, int context)
    {
        WriteMissing(folder, GenerationConfig, () => Generation(tokens, sampling));
        WriteMissing(folder, ModelFiles.TokenizerConfig, () => TokenizerConfig(tokenizer, tokens, context));
        WriteMissing(folder, SpecialTokens, () => Special(tokenizer, tokens));
    }

    /// <summary>Writes tokenizer_config.json, unless the folder has one.</summary>
    public static void WriteTokenizerConfig(string folder, BpeTokenizer tokenizer, BoundaryTokens tokens, int context) =>
        WriteMissing(folder, ModelFiles.TokenizerConfig, () => TokenizerConfig(tokenizer, tokens, context));

    private static void WriteMissing(string folder, string file, Func<JsonObject> json)
    {
        if (!File.Exists(Path.Combine(folder, file)))
        {
            ModelFiles.WriteJson(folder, file, json());
        }
    }

    private static JsonObject Generation(BoundaryTokens tokens, SamplingSettings sampling)
    {
        // As text and back, so that 1.15 is written and not the 32-bit float's next decimals.
        JsonNode Short(float value) => JsonNode.Parse(value.ToString(CultureInfo.InvariantCulture))!;
        var json = new JsonObject { ["do_sample"] = sampling.Temperature > 0, ["repetition_penalty"] = Short(sampling.RepetitionPenalty) };
        if (sampling.Temperature > 0)
        {
            json["temperature"] = Short(sampling.Temperature);
            json["top_p"] = Short(sampling.TopP);
            json["top_k"] = sampling.TopK;
        }

        HuggingFaceConfig.AddIds(json, tokens);
        return json;
    }

    private static JsonObject Special(BpeTokenizer tokenizer, BoundaryTokens tokens)
    {
        var special = Named(tokenizer, tokens);
        var named = special.Select(token => (string)token.Value!).ToHashSet();
        special["additional_special_tokens"] = new JsonArray(
        [
            .. tokenizer.AddedTokens.Where(token => token.IsSpecial && !named.Contains(token.Content))
                .OrderBy(token => token.Id).Select(token => (JsonNode)token.Content),
        ]);
        return special;
    }

    private static JsonObject TokenizerConfig(BpeTokenizer tokenizer, BoundaryTokens tokens, int context)
    {
        var config = TokenizerJson.Config(tokenizer.With(tokens).Model);
        config["model_max_length"] = context;
        return config;
    }

    private static JsonObject Named(BpeTokenizer tokenizer, BoundaryTokens tokens)
    {
        var contents = tokenizer.AddedTokens.ToDictionary(token => token.Id, token => token.Content);
        var json = new JsonObject();
        foreach (var (name, id) in new[] { ("bos_token", tokens.Begin), ("eos_token", tokens.Ends[0]), ("pad_token", tokens.Pad) })
        {
            if (id is { } known && contents.TryGetValue(known, out var content))
            {
                json[name] = content;
            }
        }

        return json;
    }
}
