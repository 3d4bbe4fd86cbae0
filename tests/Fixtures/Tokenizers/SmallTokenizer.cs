using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Fixtures.Tokenizers;

/// <summary>The checked-in small tokenizer, to whose ids prompts are pinned; <see cref="SmallTokenizerJson"/> made it.</summary>
internal static class SmallTokenizer
{
    public static string FilePath => Path.Combine(AppContext.BaseDirectory, "Tokenizers", "small-tokenizer.json");

    public static string Json { get; } = File.ReadAllText(FilePath);

    public static BpeTokenizer Instance { get; } = BpeTokenizer.Load(FilePath);
}
