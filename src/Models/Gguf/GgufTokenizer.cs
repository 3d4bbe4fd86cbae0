using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Gguf;

/// <summary>A tokenizer as llama.cpp's.</summary>
internal static class GgufTokenizer
{
    /// <summary>The names that llama.cpp has for the tokens that end an answer: tokenizer.ggml.NAME_token_id.</summary>
    public static readonly string[] EndNames = ["eos", "eot", "eom"];

    /// <summary>Whether llama.cpp has a split that cuts text as this tokenizer does.</summary>
    public static bool CanSplitAs(BpeTokenizer tokenizer) => GgufVocabulary.CanWrite(tokenizer.Model.Rules);

    /// <summary>Adds the vocabulary, the merges, the special tokens and the chat template to the metadata.</summary>
    /// <param name="file">The file to add to.</param>
    /// <param name="tokenizer">One that <see cref="CanSplitAs"/> allows.</param>
    /// <param name="chatTemplate">Jinja; null for none.</param>
    /// <param name="tokens">The tokens at the borders of a text.</param>
    public static void AddTokenizer(GgufFile file, BpeTokenizer tokenizer, string? chatTemplate, BoundaryTokens tokens)
    {
        foreach (var (key, value) in GgufVocabulary.Write(tokenizer.With(tokens).Model))
        {
            switch (value)
            {
                case string text:
                    file.Add(key, text);
                    break;
                case bool truth:
                    file.Add(key, truth);
                    break;
                case long number:
                    file.Add(key, checked((int)number));
                    break;
                case string[] texts:
                    file.Add(key, texts);
                    break;
                case int[] numbers:
                    file.Add(key, numbers);
                    break;
                case float[] numbers:
                    file.Add(key, numbers);
                    break;
                default:
                    throw new InvalidOperationException($"{key} has a type that GGUF metadata of a tokenizer has not.");
            }
        }

        foreach (var (name, id) in EndNames.Zip(tokens.Ends).Skip(1))
        {
            file.Add($"tokenizer.ggml.{name}_token_id", id);
        }

        if (chatTemplate is not null)
        {
            file.Add("tokenizer.chat_template", chatTemplate);
        }
    }
}
