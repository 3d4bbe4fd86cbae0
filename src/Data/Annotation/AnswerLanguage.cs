using TreasureMarkers.Data.Checks;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Annotation;

/// <summary>
/// The language of a user's answer, where it can be told: from the answer without its code blocks when that is long enough
/// and clear, else when answer and request agree. Of code alone, the language is the request's.
/// </summary>
internal static class AnswerLanguage
{
    private const double Sure = 0.9;

    /// <summary>The taxonomy's language, or null.</summary>
    /// <param name="prompt">The request.</param>
    /// <param name="answer">The answer.</param>
    public static string? Of(string prompt, string answer)
    {
        var prose = CodeBlocks.Without(answer);
        return string.IsNullOrWhiteSpace(prose) ? TellableLanguage.Of(prompt, null)
            : TellableLanguage.Of(prose, null) ?? Agreed(LanguageIdentifier.Default.Identify(prose), LanguageIdentifier.Default.Identify(prompt));
    }

    /// <summary>A script that one language alone has is enough; otherwise both have to name the same one.</summary>
    private static string? Agreed(LanguageGuess answer, LanguageGuess prompt) =>
        answer.Probability >= 1 || (answer.Probability > Sure && prompt.Probability > Sure && answer.Language == prompt.Language) ? answer.Language : null;
}
