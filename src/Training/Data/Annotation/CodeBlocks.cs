using System.Text.RegularExpressions;

namespace TreasureMarkers.Training.Data.Annotation;

/// <summary>Code in an answer, as far as the answer says what it is: fenced blocks with a language, and first lines that name an interpreter.</summary>
public static partial class CodeBlocks
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["python"] = "python", ["py"] = "python", ["python3"] = "python",
        ["javascript"] = "javascript", ["js"] = "javascript", ["node"] = "javascript", ["mjs"] = "javascript",
        ["typescript"] = "typescript", ["ts"] = "typescript",
        ["cpp"] = "cpp", ["c++"] = "cpp", ["cc"] = "cpp", ["cxx"] = "cpp",
        ["csharp"] = "csharp", ["c#"] = "csharp", ["cs"] = "csharp",
        ["shell"] = "shell", ["sh"] = "shell", ["bash"] = "shell", ["zsh"] = "shell", ["dash"] = "shell",
        ["go"] = "go", ["golang"] = "go", ["rust"] = "rust", ["rs"] = "rust", ["ruby"] = "ruby", ["rb"] = "ruby",
        ["kotlin"] = "kotlin", ["kt"] = "kotlin", ["haskell"] = "haskell", ["hs"] = "haskell", ["runghc"] = "haskell",
        ["c"] = "c", ["java"] = "java", ["swift"] = "swift", ["php"] = "php", ["sql"] = "sql", ["cobol"] = "cobol",
    };

    /// <summary>The taxonomy's <c>code_type</c> when all code of the answer that names its language is in one, else null.</summary>
    public static string? TypeOf(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string?[] types = Interpreter(answer) is { } named
            ? [Types.GetValueOrDefault(named)]
            : [.. Block().Matches(answer).Select(b => b.Groups["type"].Value).Where(t => t.Length > 0).Select(t => Types.GetValueOrDefault(t)).Distinct()];
        return types.Length == 1 ? types[0] : null;
    }

    /// <summary>The answer without its code: nothing when its first line names an interpreter.</summary>
    public static string Without(string answer) => Interpreter(answer) is null ? Block().Replace(answer, "") : "";

    private static string? Interpreter(string answer) => FirstLine().Match(answer) is not { Success: true } first ? null
        : first.Groups["name"] is { Success: true } name ? name.Value : "php";

    [GeneratedRegex(@"^[ \t]*```[ \t]*(?<type>[A-Za-z0-9+#]*)[^\n]*\n.*?^[ \t]*```[ \t]*\r?$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();

    [GeneratedRegex(@"\A\s*(?:#!\s*/\S*/(?:env\s+)?(?<name>[A-Za-z]+)|<\?php\b)", RegexOptions.CultureInvariant)]
    private static partial Regex FirstLine();
}
