using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Tests.Grammars;

/// <summary>The vocabulary of the model that the repository holds: a trained one, with tokens that end inside a character.</summary>
internal static class DefaultVocabulary
{
    public static BpeTokenizer Tokenizer { get; } =
        BpeTokenizer.Load(Path.Combine(DefaultModel.Folder, "tokenizer.json"));

    public static VocabularyTrie Trie { get; } = new(Tokenizer);

    public static int End { get; } = Tokenizer.TryGetId("<|end|>", out var id) ? id : throw new InvalidOperationException("No end.");
}
