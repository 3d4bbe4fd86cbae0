namespace TreasureMarkers.Training.Data.Checks;

/// <summary>The tasks whose answers are code: the one rule of the builder and of the checks.</summary>
public static class CodeAnswer
{
    /// <summary>Whether a task's answer is code.</summary>
    /// <param name="task">The taxonomy's task, or null.</param>
    public static bool Is(string? task) => task is "CodeGeneration" or "CodeFix" or "CodeTranslation";
}
