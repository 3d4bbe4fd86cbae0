using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Checks;

/// <summary>
/// Code in an answer, as far as the answer says what it is: fenced blocks with a language, and first lines that name an interpreter.
/// </summary>
internal static partial class CodeBlocks
{
    /// <summary>The taxonomy's <c>code_type</c> when all code of the answer that names its language is in one, else null.</summary>
    public static string? TypeOf(string answer)
    {
        string?[] types = Interpreter(answer) is { } named
            ? [Named(named)]
            : [.. Block().Matches(answer).Select(b => b.Groups["type"].Value).Where(t => t.Length > 0).Select(t => Named(t)).Distinct()];
        return types.Length == 1 ? types[0] : null;
    }

    /// <summary>The answer without its code: nothing when its first line names an interpreter.</summary>
    public static string Without(string answer) => Interpreter(answer) is not null ? ""
        : answer.Contains("```", StringComparison.Ordinal) ? Block().Replace(answer, "") : answer;

    /// <summary>Whether the answer is one fenced block and nothing else: code, whose fence is no wish for Markdown.</summary>
    public static bool IsWhole(string answer) =>
        answer.AsSpan().TrimStart().StartsWith("```") && string.IsNullOrWhiteSpace(Block().Replace(answer, ""));

    private static string? Named(string name) => name.ToLowerInvariant() switch
    {
        "python" or "py" or "python3" => "python",
        "javascript" or "js" or "node" or "mjs" => "javascript",
        "typescript" or "ts" => "typescript",
        "cpp" or "c++" or "cc" or "cxx" => "cpp",
        "csharp" or "c#" or "cs" => "csharp",
        "shell" or "sh" or "bash" or "zsh" or "dash" => "shell",
        "go" or "golang" => "go",
        "rust" or "rs" => "rust",
        "ruby" or "rb" => "ruby",
        "kotlin" or "kt" => "kotlin",
        "haskell" or "hs" or "runghc" => "haskell",
        "c" or "java" or "swift" or "php" or "sql" or "cobol" => name.ToLowerInvariant(),
        _ => null,
    };

    private static string? Interpreter(string answer) => FirstLine().Match(answer) is not { Success: true } first ? null
        : first.Groups["name"] is { Success: true } name ? name.Value : "php";

    [GeneratedRegex(
        @"^[ \t]*```[ \t]*(?<type>[A-Za-z0-9+#]*)[^\n]*\n.*?^[ \t]*```[ \t]*\r?$",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();

    [GeneratedRegex(@"\A\s*(?:#!\s*/\S*/(?:env\s+)?(?<name>[A-Za-z]+)|<\?php\b)", RegexOptions.CultureInvariant)]
    private static partial Regex FirstLine();
}
