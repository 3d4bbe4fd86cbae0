namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// The rule behind <c>quality</c>: a measured proxy, not a person's judgement. The score is
/// <c>clean × (0.45 × complete + 0.55 × fluent)</c>, where each part is between 0 and 1:
/// <see cref="TextCleanness"/> counts damage, <see cref="TextCompleteness"/> asks whether the answer ends where an answer of
/// its format ends and is not empty beside its request, and <see cref="FluencyModel"/> says how usual its n-grams are for its
/// language (for program text: for code). Deterministic, thread-safe, and the same for every language.
/// </summary>
internal static class QualityScore
{
    private const double CompleteWeight = 0.45;
    private const double FluentWeight = 0.55;

    /// <summary>The score of an answer, between 0 and 1, in steps of a hundredth; 0 for an empty one.</summary>
    /// <param name="prompt">The user's last message.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="language">The answer's language, as the taxonomy names it.</param>
    /// <param name="format">The answer's format, or null for plain text.</param>
    /// <param name="task">The task, or null when it is not known.</param>
    public static double Of(string prompt, string answer, string language, string? format, string? task)
    {
        if (string.IsNullOrWhiteSpace(answer))
        {
            return 0;
        }

        var request = new AnswerRequest(prompt, language, format, task);
        var rest = (CompleteWeight * TextCompleteness.Of(answer, request)) + (FluentWeight * Fluent(answer, request));
        return Math.Round(TextCleanness.Of(answer, request) * rest, 2);
    }

    private static double Fluent(string answer, AnswerRequest request) =>
        FluencyModel.Default.Of(answer, request.IsCode ? FluencyModel.Code : request.Language);
}

/// <summary>What an answer answers, as far as its quality depends on it.</summary>
/// <param name="Prompt">The user's last message.</param>
/// <param name="Language">The answer's language, as the taxonomy names it.</param>
/// <param name="Format">The answer's format, or null for plain text.</param>
/// <param name="Task">The task, or null when it is not known.</param>
internal readonly record struct AnswerRequest(string Prompt, string Language, string? Format, string? Task)
{
    /// <summary>Whether the answer is bare program text.</summary>
    public bool IsCode => Format is null && Task is "CodeGeneration" or "CodeFix" or "CodeTranslation";

    /// <summary>Whether the answer is written without spaces between words, so that each character says more.</summary>
    public bool IsDense => Language is "Chinese" or "Japanese" or "Korean";
}
