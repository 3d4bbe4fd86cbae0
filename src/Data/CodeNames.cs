namespace TreasureMarkers.Data;

/// <summary>The programming languages' names in prose, which are the same in every language.</summary>
internal static class CodeNames
{
    /// <summary>The name of a value of <c>code_type</c>.</summary>
    public static string Of(string codeType) => codeType switch
    {
        "javascript" => "JavaScript",
        "typescript" => "TypeScript",
        "cpp" => "C++",
        "csharp" => "C#",
        "sql" => "SQL",
        "php" => "PHP",
        "cobol" => "COBOL",
        { Length: > 0 } => char.ToUpperInvariant(codeType[0]) + codeType[1..],
        _ => throw new ArgumentException("A programming language has a name.", nameof(codeType)),
    };
}
