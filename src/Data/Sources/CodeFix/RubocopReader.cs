using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>The examples in RuboCop's comments: <c>@example</c> with parts <c># bad</c> and <c># good</c>.</summary>
internal static partial class RubocopReader
{
    private const string Licence = "MIT";

    /// <summary>The pairs of every cop of a package.</summary>
    public static IEnumerable<CodePair> Read(PackageFolder package)
    {
        return package.Files("usr", "*.rb").Where(p => p.Contains("/cop/", StringComparison.Ordinal))
            .SelectMany(path => Parse(File.ReadAllText(path), package));
    }

    /// <summary>The pairs of one source file.</summary>
    public static IEnumerable<CodePair> Parse(string source, PackageFolder package)
    {
        var cop = CopClass().Match(source);
        var department = Department().Matches(source) is [.., var last] ? last.Groups[1].Value : "";
        if (!cop.Success || department.Length == 0)
        {
            yield break;
        }

        string[] comment = [.. cop.Groups[1].Value.Split('\n').Select(l => Hash().Replace(l, ""))];
        var rule = $"{department}/{cop.Groups[2].Value}";
        var description = Whitespace.Collapse(string.Join(' ', comment.TakeWhile(l => l.Trim().Length > 0 && !l.StartsWith('@')))).Trim();
        foreach (var (before, after) in Examples(comment).SelectMany(e => PairMatcher.Match(e.Bad, e.Good)).Distinct())
        {
            yield return new CodePair("ruby", rule, rule, description, before, after, package.Provenance(Licence, rule)) { Category = department };
        }
    }

    private static IEnumerable<(List<string> Bad, List<string> Good)> Examples(string[] comment)
    {
        (List<string> Bad, List<string> Good) example = ([], []);
        List<string>? part = null;
        List<string> lines = [];
        foreach (var line in comment.SkipWhile(l => !l.StartsWith("@example", StringComparison.Ordinal)).Append("@end"))
        {
            var label = Label().Match(line);
            var ends = line.StartsWith('@');
            if (!label.Success && !ends)
            {
                lines.Add(line);
                continue;
            }

            if (part is not null && CodeLines.Dedent(lines) is { Length: > 0 } code)
            {
                part.Add(code);
            }

            lines = [];
            part = ends ? null : label.Groups[1].Value == "bad" ? example.Bad : example.Good;
            if (ends)
            {
                yield return example;
                example = ([], []);
            }
        }
    }

    [GeneratedRegex(@"((?:^[ \t]*#.*\n)+)[ \t]*class (\w+) <", RegexOptions.Multiline)]
    private static partial Regex CopClass();

    [GeneratedRegex(@"^\s+module (\w+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Department();

    [GeneratedRegex(@"^\s*# ?")]
    private static partial Regex Hash();

    [GeneratedRegex(@"^\s*# (bad|good)\b")]
    private static partial Regex Label();
}
