namespace TreasureMarkers.Markers.Measurement;

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
