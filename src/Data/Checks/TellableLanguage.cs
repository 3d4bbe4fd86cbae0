using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Checks;

/// <summary>The language of an answer, where its text alone tells it: the one rule of the builder and of the checks.</summary>
internal static class TellableLanguage
{
    /// <summary>Below this many characters a language cannot be told for sure, and a name is often the same in several.</summary>
    private const int ShortestText = 60;

    private const double Sure = 0.9;

    /// <summary>The language; null when it cannot be told: too short, unsure, or a record of names and numbers.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="source">The row's source marker.</param>
    public static string? Of(string answer, string? source)
    {
        if (answer.Length < ShortestText || source is "Synthetic" or "Others")
        {
            return null;
        }

        var guess = LanguageIdentifier.Default.Identify(answer);
        return guess.Probability > Sure ? guess.Language : null;
    }
}
