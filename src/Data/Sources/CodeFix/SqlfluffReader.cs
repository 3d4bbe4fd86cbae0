using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>SQLFluff's rules: docstrings with an anti-pattern and the best practice.</summary>
internal static partial class SqlfluffReader
{
    /// <summary>The pairs of all rules.</summary>
    public static IEnumerable<CodePair> Read(PackageFolder package)
    {
        return package.Files("usr/lib/python3/dist-packages/sqlfluff/rules", "L*.py")
            .SelectMany(path => Parse(File.ReadAllText(path), package));
    }

    /// <summary>The pairs of one rule's source file.</summary>
    public static IEnumerable<CodePair> Parse(string source, PackageFolder package)
    {
        var rule = Docstring().Match(source);
        if (!rule.Success)
        {
            return [];
        }

        var text = rule.Groups[2].Value;
        string[] parts = Heading().Split(text);
        var (bad, good) = (Examples(parts, "Anti-pattern"), Examples(parts, "Best practice"));
        var title = Code().Replace(text.Split("\n")[0].Trim(), "$1");
        return PairMatcher.Match(bad, good).Select(pair => new CodePair(
            "sql", rule.Groups[1].Value, title, title, pair.Before, pair.After, package.Provenance("MIT", rule.Groups[1].Value)));
    }

    /// <summary>Headings and texts take turns.</summary>
    private static string[] Examples(string[] parts, string heading) =>
        [.. parts.Index().Where(p => p.Index % 2 == 1 && p.Item == heading)
            .SelectMany(p => Example().Matches(parts[p.Index + 1]).Select(m => CodeLines.Dedent(m.Groups[1].Value.Split('\n'))))];

    [GeneratedRegex("class Rule_(L\\d+)\\(\\w+\\):\\s+r?\"\"\"(.*?)\"\"\"", RegexOptions.Singleline)]
    private static partial Regex Docstring();

    [GeneratedRegex(@"\*\*(Anti-pattern|Best practice)s?\*\*")]
    private static partial Regex Heading();

    [GeneratedRegex(@"code-block:: sql[^\n]*\n(?:\s+:\w+:[^\n]*\n)*((?:[ \t]*\n|[ ]{8,}[^\n]*\n?)+)")]
    private static partial Regex Example();

    [GeneratedRegex("``([^`]+)``")]
    private static partial Regex Code();
}
