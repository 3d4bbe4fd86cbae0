namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>Lines of code as examples have them in comments and docstrings.</summary>
internal static class CodeLines
{
    /// <summary>The lines without their common indentation and the blank lines around them.</summary>
    public static string Dedent(IEnumerable<string> lines)
    {
        string[] kept = [.. lines.Select(l => l.TrimEnd()).SkipWhile(l => l.Length == 0)];
        var indent = kept.Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', kept.Select(l => l.Length == 0 ? l : l[indent..])).TrimEnd();
    }
}
