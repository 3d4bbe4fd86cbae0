using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>TypeScript modules and what the compiler made of them, from RxJS, which ships both.</summary>
internal static partial class CompiledReader
{
    private const int MostCharacters = 6000;

    /// <summary>Each module, from TypeScript to JavaScript.</summary>
    public static IEnumerable<CodeTwin> Read(PackageFolder package)
    {
        foreach (var path in package.Files("src/internal", "*.ts"))
        {
            var module = Path.GetRelativePath(package.At("src"), path)[..^3];
            var compiled = package.At("dist/esm", module + ".js");
            var (from, to) = (Body(File.ReadAllText(path)), File.Exists(compiled) ? Body(File.ReadAllText(compiled)) : "");
            if (from.Length is > 80 and < MostCharacters && to.Length > 60 && PairMatcher.Overlap(from, to) < 0.98)
            {
                yield return new CodeTwin("typescript", "javascript", from, to, "Others", $"codefix/{package.Name}/{module}", package.Provenance("Apache-2.0", module));
            }
        }
    }

    /// <summary>The code without its documentation, which the compiler leaves out, and without the map's address.</summary>
    public static string Body(string code) => Blank().Replace(Comment().Replace(code.ReplaceLineEndings("\n"), ""), "\n\n").Trim();

    [GeneratedRegex(@"^[ \t]*/\*\*?[\s\S]*?\*/[ \t]*\n?|^[ \t]*//[^\n]*\n?", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex Blank();
}
