using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Gguf;

/// <summary>A tokenizer as llama.cpp's.</summary>
internal static class GgufTokenizer
{
    /// <summary>Whether llama.cpp has a split that cuts text as this tokenizer does.</summary>
    public static bool CanSplitAs(BpeTokenizer tokenizer) => GgufVocabulary.CanWrite(tokenizer.Model.Rules);

    /// <summary>Adds the vocabulary, the merges, the special tokens and the chat template to the metadata.</summary>
    /// <param name="file">The file to add to.</param>
    /// <param name="tokenizer">One that <see cref="CanSplitAs"/> allows.</param>
    /// <param name="chatTemplate">Jinja.</param>
    /// <exception cref="ModelException">Neither the tokenizer nor its control tokens say what ends a text.</exception>
    public static void AddTokenizer(GgufFile file, BpeTokenizer tokenizer, string chatTemplate)
    {
        foreach (var (key, value) in GgufVocabulary.Write(WithBoundary(tokenizer).Model))
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

        file.Add("tokenizer.chat_template", chatTemplate);
    }

    // The file of a tokenizer trained here does not name them; its chat template writes the first token itself.
    private static BpeTokenizer WithBoundary(BpeTokenizer tokenizer)
    {
        if (tokenizer.Boundary.End is not null)
        {
            return tokenizer;
        }

        var (begin, end, pad) = ControlTokens.BoundaryIds(tokenizer);
        return tokenizer.WithBoundary(new TextBoundary(begin, end, pad));
    }
}
