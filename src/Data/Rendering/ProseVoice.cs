namespace TreasureMarkers.Data.Rendering;

/// <summary>Chooses the language that an instruction about prose is in, and says it.</summary>
internal static class ProseVoice
{
    /// <summary>The phrases of the answer's language, or now and then of another one.</summary>
    public static Phrases Pick(StableRandom random, string language, IReadOnlyList<DataLanguage> languages, double own = 0.85) =>
        Phrases.For(random.Chance(own) ? language : random.Chance(0.5) ? "English" : random.Pick(languages).Name);

    /// <summary>A language's quotation, which is human; in another language than the original it is a translation.</summary>
    public static string SourceOf(string language) => language == "English" ? "Human" : "Translation";
}
