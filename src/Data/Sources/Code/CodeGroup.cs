using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Code;

/// <summary>What of a package must not cross splits.</summary>
internal static partial class CodeGroup
{
    /// <summary>Languages with so few files that one definition is a group; near copies among them are found by the builder.</summary>
    private static readonly string[] Rare = ["java", "swift", "shell", "sql", "typescript", "csharp", "kotlin"];

    /// <summary>
    /// The group: the file; for @stdlib the module, whose C and JavaScript files do the same; for rare languages the
    /// definition, by its first line.
    /// </summary>
    public static string Of(CodePackage package, string file, CodeUnit unit)
    {
        return Rare.Contains(package.CodeType) ? $"code/{package.CodeType}/{unit.Signature.Trim()}"
            : package.Name.StartsWith("@stdlib/", StringComparison.Ordinal) && Module().Match(file) is { Success: true } module ? $"code/@stdlib/{module.Groups[1].Value}"
            : $"code/{package.Name}/{file}";
    }

    [GeneratedRegex("^(.+?)/(?:lib|src|include|docs|examples)/", RegexOptions.CultureInvariant)]
    private static partial Regex Module();
}
