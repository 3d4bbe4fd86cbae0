using TreasureMarkers.Markers.Tokenization;
using TreasureMarkers.Plugin.Grammars;

namespace TreasureMarkers.Plugin.Tests.Grammars;

/// <summary>The vocabulary of the model that the repository holds: a trained one, with tokens that end inside a character.</summary>
internal static class DefaultVocabulary
{
    public static ByteLevelBpeTokenizer Tokenizer { get; } = ByteLevelBpeTokenizer.Load(Find());

    public static VocabularyTrie Trie { get; } = new(Tokenizer);

    public static int End { get; } = Tokenizer.TryGetId("<|end|>", out var id) ? id : throw new InvalidOperationException("No end.");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TreasureMarkers.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "models", "default", "tokenizer.json");
    }
}
