using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Code;

/// <summary>What a reader must know of a language to find its documented definitions.</summary>
/// <param name="CodeType">The taxonomy's <c>code_type</c>.</param>
/// <param name="Extension">The files' extension, with the dot.</param>
/// <param name="Comment">What begins a line of documentation; null when it stands in <c>/** */</c>.</param>
/// <param name="End">How a definition ends.</param>
/// <param name="Definition">Matches the first line of a definition.</param>
internal sealed record CodeSyntax(string CodeType, string Extension, string? Comment, BodyEnd End, Regex Definition)
{
    private const string Modifiers = @"(public|protected|private|internal|open|static|final|default|override|synchronized|async|suspend|inline|operator|abstract|mutating|fileprivate)\s+";

    /// <summary>The languages that are read, in a fixed order.</summary>
    public static IReadOnlyList<CodeSyntax> All { get; } =
    [
        Of("python", ".py", null, BodyEnd.Indent, @"^\s*(async\s+)?def \w+\("),
        Of("javascript", ".js", null, BodyEnd.Brace, @"^\s*(export\s+)?(async\s+)?function\s+\w+"),
        Of("typescript", ".ts", null, BodyEnd.Brace, @"^\s*(export\s+)?(async\s+)?function\s+\w+"),
        Of("java", ".java", null, BodyEnd.Brace, $@"^\s*({Modifiers})+[^;=]*\w\("),
        Of("go", ".go", "//", BodyEnd.Brace, @"^func "),
        Of("rust", ".rs", "///", BodyEnd.Brace, @"^\s*(pub(\([^)]*\))?\s+)?((const|unsafe|async)\s+)*fn \w+"),
        Of("c", ".c", null, BodyEnd.Brace, @"^[a-z_][\w \*]*\w\([^;]*$"),
        Of("cpp", ".h", "///", BodyEnd.Brace, @"^\s*[a-zA-Z_][\w:<>&\*, ]*\([^;]*$"),
        Of("csharp", ".cs", "///", BodyEnd.Brace, $@"^\s*({Modifiers})+[^;=]*\w(<[^>]*>)?\("),
        Of("php", ".php", null, BodyEnd.Brace, $@"^\s*({Modifiers})*function \w+"),
        Of("swift", ".swift", "///", BodyEnd.Brace, $@"^\s*({Modifiers})*func \w+"),
        Of("kotlin", ".kt", null, BodyEnd.Brace, $@"^\s*({Modifiers})*fun "),
        Of("shell", "", "#", BodyEnd.Brace, @"^(function\s+)?[\w:-]+\s*\(\)"),
        Of("ruby", ".rb", "#", BodyEnd.EndWord, @"^\s*def \w"),
        Of("sql", ".sql", "--", BodyEnd.Semicolon, @"^CREATE\b"),
    ];

    private static CodeSyntax Of(string type, string extension, string? comment, BodyEnd end, string definition) =>
        new(type, extension, comment, end, new Regex(definition, RegexOptions.CultureInvariant));
}
