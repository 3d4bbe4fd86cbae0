namespace TreasureMarkers.Data;

/// <summary>Answers that are code: the one rule of the builder, of the checks and of <c>annotate</c>.</summary>
internal static class CodeAnswer
{
    /// <summary>Whether a task's answer is code, which has no natural language.</summary>
    /// <param name="task">The taxonomy's task, or null when it is not known.</param>
    public static bool Is(string? task) => task is "CodeGeneration" or "CodeFix" or "CodeTranslation";

    /// <summary>Whether a row with these markers answers with bare code, which has no format either.</summary>
    /// <param name="task">The taxonomy's task, or null when it is not known.</param>
    /// <param name="format">The format, or null for none.</param>
    public static bool IsBare(string? task, string? format) => format is null && Is(task);
}
