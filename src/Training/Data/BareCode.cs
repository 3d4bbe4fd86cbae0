namespace TreasureMarkers.Training.Data;

/// <summary>Answers that are bare code, which has no format and no natural language.</summary>
public static class BareCode
{
    /// <summary>Whether a row with these markers answers with bare code.</summary>
    /// <param name="task">The task, or null when it is not known.</param>
    /// <param name="format">The format, or null for none.</param>
    public static bool Is(string? task, string? format) => format is null && task is "CodeGeneration" or "CodeFix" or "CodeTranslation";
}
