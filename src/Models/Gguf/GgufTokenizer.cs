using System.Text.Json;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Gguf;

/// <summary>A tokenizer.json as llama.cpp's byte-level BPE.</summary>
internal static class GgufTokenizer
{
    // llama.cpp has splits by name alone. This one is the closest to ours: it cuts elsewhere only where a line break is followed by
    // spaces, and after a contraction's letters that go on, as in 'tis. Its other pieces join ours where none of our tokens crosses.
    private const string Split = "qwen2";

    private enum TokenType
    {
        Normal = 1,
        Control = 3,
        UserDefined = 4,
        Unused = 5,
    }

    /// <summary>Adds the vocabulary, the merges, the special tokens and the chat template.</summary>
    /// <param name="metadata">To add to.</param>
    /// <param name="tokenizerFile">The tokenizer.json.</param>
    /// <param name="vocabulary">Ids the model knows.</param>
    /// <param name="template">Jinja.</param>
    /// <exception cref="ModelException">Model and tokenizer do not belong together, or llama.cpp has no such split.</exception>
    public static void Describe(GgufMetadata metadata, string tokenizerFile, int vocabulary, string template)
    {
        var tokenizer = ByteLevelBpeTokenizer.Load(tokenizerFile);
        if (tokenizer.SplitPattern != ByteLevelBpeTokenizer.DefaultSplitPattern || tokenizer.VocabularySize != vocabulary)
        {
            throw new ModelException($"'{tokenizerFile}' has {tokenizer.VocabularySize} tokens and the model {vocabulary}, or it splits text in another way than `tm tokenizer train` makes it. Export with the tokenizer that the model was trained with.");
        }

        var added = tokenizer.AddedTokens.ToDictionary(token => token.Id);
        metadata.Add("tokenizer.ggml.model", "gpt2");
        metadata.Add("tokenizer.ggml.pre", Split);
        metadata.Add("tokenizer.ggml.tokens", [.. Enumerable.Range(0, vocabulary).Select(id => Spell(tokenizer, added, id))]);
        metadata.Add("tokenizer.ggml.token_type", [.. Enumerable.Range(0, vocabulary).Select(id => (int)TypeOf(tokenizer, added, id))]);
        metadata.Add("tokenizer.ggml.merges", Merges(tokenizerFile));
        metadata.Add("tokenizer.ggml.bos_token_id", ControlTokenIds.Of(tokenizer, ControlTokens.Begin));
        metadata.Add("tokenizer.ggml.eos_token_id", ControlTokenIds.Of(tokenizer, ControlTokens.End));
        metadata.Add("tokenizer.ggml.padding_token_id", ControlTokenIds.Of(tokenizer, ControlTokens.Pad));
        // The chat template writes the first token itself.
        metadata.Add("tokenizer.ggml.add_bos_token", false);
        metadata.Add("tokenizer.ggml.add_eos_token", false);
        metadata.Add("tokenizer.chat_template", template);
    }

    private static string Spell(ByteLevelBpeTokenizer tokenizer, Dictionary<int, AddedToken> added, int id) => TypeOf(tokenizer, added, id) switch
    {
        TokenType.Unused => $"[unused {id}]",
        TokenType.Normal => ByteLevelAlphabet.Spell(tokenizer.BytesOf(id)),
        _ => added[id].Content,
    };

    private static TokenType TypeOf(ByteLevelBpeTokenizer tokenizer, Dictionary<int, AddedToken> added, int id)
    {
        if (added.TryGetValue(id, out var token))
        {
            return token.IsSpecial ? TokenType.Control : TokenType.UserDefined;
        }

        return tokenizer.BytesOf(id).IsEmpty ? TokenType.Unused : TokenType.Normal;
    }

    private static string[] Merges(string tokenizerFile)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(tokenizerFile));
        return
        [
            .. json.RootElement.GetProperty("model").GetProperty("merges").EnumerateArray().Select(merge => merge.ValueKind == JsonValueKind.String
                ? merge.GetString()!
                : string.Join(' ', merge.EnumerateArray().Select(part => part.GetString()))),
        ];
    }
}
