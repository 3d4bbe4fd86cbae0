namespace TreasureMarkers.Data.LanguageId;

/// <summary>A sentence whose language is known.</summary>
/// <param name="Language">The taxonomy's name.</param>
/// <param name="Text">The sentence.</param>
/// <param name="IsProse">Whether it is a sentence of running text rather than a message of a program.</param>
internal readonly record struct LanguageSample(string Language, string Text, bool IsProse)
{
    /// <summary>Whether it is kept for measuring: one in ten, by hash.</summary>
    public bool IsHeldOut => StableHash.Of("language", Text) % 10 == 0;
}
