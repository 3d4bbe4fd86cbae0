using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Gguf;

/// <summary>A tokenizer.json as llama.cpp's byte-level BPE.</summary>
internal static class GgufTokenizer
{
    // llama.cpp has splits by name alone. This one is the closest to ours: it cuts elsewhere only where a line break is followed by
    // spaces, and after a contraction's letters that go on, as in 'tis. Its other pieces join ours where none of our tokens crosses.
    private const string Split = "qwen2";

    // By ggml's numbers.
    private enum TokenType
    {
        Normal = 1,
        Control = 3,
        UserDefined = 4,
        Unused = 5,
    }

    /// <summary>Whether llama.cpp has a split that cuts text as this tokenizer does.</summary>
    public static bool CanSplitAs(BpeTokenizer tokenizer) =>
        tokenizer.SplitPattern == BpeTokenizer.DefaultSplitPattern;

    /// <summary>Adds the vocabulary, the merges, the special tokens and the chat template to the metadata.</summary>
    /// <param name="file">The file to add to.</param>
    /// <param name="tokenizer">One that <see cref="CanSplitAs"/> allows.</param>
    /// <param name="chatTemplate">Jinja.</param>
    /// <exception cref="ModelException">The tokenizer lacks a control token.</exception>
    public static void AddTokenizer(GgufFile file, BpeTokenizer tokenizer, string chatTemplate)
    {
        var added = tokenizer.AddedTokens.ToDictionary(token => token.Id);
        var tokens = Enumerable.Range(0, tokenizer.VocabularySize).Select(id => Describe(tokenizer, added, id)).ToArray();
        var (begin, end, pad) = ControlTokens.BoundaryIds(tokenizer);
        file.Add("tokenizer.ggml.model", "gpt2");
        file.Add("tokenizer.ggml.pre", Split);
        file.Add("tokenizer.ggml.tokens", [.. tokens.Select(token => token.Text)]);
        file.Add("tokenizer.ggml.token_type", [.. tokens.Select(token => (int)token.Type)]);
        file.Add("tokenizer.ggml.merges", [.. tokenizer.Merges.Select(pair => $"{tokens[pair.Left].Text} {tokens[pair.Right].Text}")]);
        file.Add("tokenizer.ggml.bos_token_id", begin);
        file.Add("tokenizer.ggml.eos_token_id", end);
        file.Add("tokenizer.ggml.padding_token_id", pad);
        // The chat template writes the first token itself.
        file.Add("tokenizer.ggml.add_bos_token", false);
        file.Add("tokenizer.ggml.add_eos_token", false);
        file.Add("tokenizer.chat_template", chatTemplate);
    }

    private static (string Text, TokenType Type) Describe(BpeTokenizer tokenizer, Dictionary<int, AddedToken> added, int id)
    {
        if (added.TryGetValue(id, out var token))
        {
            return (token.Content, token.IsSpecial ? TokenType.Control : TokenType.UserDefined);
        }

        var bytes = tokenizer.BytesOf(id);
        return bytes.IsEmpty ? ($"[unused {id}]", TokenType.Unused) : (ByteLevelAlphabet.Spell(bytes), TokenType.Normal);
    }
}
