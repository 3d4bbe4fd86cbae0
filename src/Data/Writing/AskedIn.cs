namespace TreasureMarkers.Data.Writing;

/// <summary>The language that a request is worded in, apart from the one of its answer.</summary>
internal static class AskedIn
{
    private const double Own = 0.5;
    private const double English = 0.85;

    /// <summary>
    /// The answer's language in half of the cases; else mostly English, which is what people ask in when they want an answer in another
    /// language, and at times any.
    /// </summary>
    /// <param name="random">Draws it.</param>
    /// <param name="answer">The answer's language, as the taxonomy names it.</param>
    /// <param name="languages">All languages.</param>
    public static string Language(StableRandom random, string answer, IReadOnlyList<DataLanguage> languages) =>
        random.Chance(Own) ? answer : random.Chance(English) ? "English" : random.Pick(languages).Name;
}
