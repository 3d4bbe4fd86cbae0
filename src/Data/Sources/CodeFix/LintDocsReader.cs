using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>The rule pages of ESLint plugins: Markdown in which a heading or sentence says whether the code below it is wrong or right.</summary>
internal static partial class LintDocsReader
{
    /// <summary>The pairs of all rules of a plugin.</summary>
    public static IEnumerable<CodePair> Read(PackageFolder package)
    {
        return package.Files("docs/rules", "*.md").SelectMany(path => Parse(File.ReadAllText(path), Path.GetFileNameWithoutExtension(path), package));
    }

    /// <summary>The pairs of one page.</summary>
    public static IEnumerable<CodePair> Parse(string markdown, string rule, PackageFolder package)
    {
        var title = Description().Match(markdown) is { Success: true } found ? found.Groups[1].Value.Replace("`", "", StringComparison.Ordinal) : "";
        var provenance = package.Provenance("MIT", rule);
        List<string> bad = [];
        var label = "";
        foreach (Match block in Block().Matches(markdown.ReplaceLineEndings("\n")))
        {
            if (!block.Groups["code"].Success)
            {
                label = Label(block.Value) ?? label;
                continue;
            }

            var code = Cleaned(block.Groups["code"].Value);
            if (label == "bad")
            {
                bad = [code];
            }
            else if (label == "good" && bad.Count > 0)
            {
                foreach (var (before, after) in Pairs(bad[0], code))
                {
                    yield return new CodePair(CodeType(block.Groups["lang"].Value, package), rule, rule, title, before, after, provenance);
                }

                bad = [];
            }

            label = "";
        }
    }

    /// <summary>Blocks of as many parts each go part by part, others as a whole.</summary>
    private static IEnumerable<(string, string)> Pairs(string bad, string good)
    {
        string[] left = bad.Split("\n\n"), right = good.Split("\n\n");
        return left.Length == right.Length ? PairMatcher.Match(left, right) : PairMatcher.Match([bad], [good]);
    }

    private static string CodeType(string fence, PackageFolder package) =>
        fence.StartsWith("ts", StringComparison.Ordinal) || package.Name.Contains("typescript", StringComparison.Ordinal) ? "typescript" : "javascript";

    /// <summary>"Not considered warnings" holds both words, so it is looked for first.</summary>
    private static string? Label(string line) => Negated().IsMatch(line) ? "good" : Bad().IsMatch(line) ? "bad" : Good().IsMatch(line) ? "good" : null;

    private static string Cleaned(string code) => Remark().Replace(code, "").Trim();

    [GeneratedRegex("""^description: ['"](.+)['"]$""", RegexOptions.Multiline)]
    private static partial Regex Description();

    [GeneratedRegex(@"^```(?<lang>tsx?|jsx?|typescript|javascript)[^\n]*\n(?<code>.*?)\n```|^[^\n`]+[^\n]*$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"❌|\b(incorrect|invalid|will fail|(considered|trigger|as) (a )?(warnings?|problems?|errors?)|fail)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Bad();

    [GeneratedRegex(@"\b(not|no|isn't|aren't|doesn't) (be |considered |trigger |a )*(warnings?|problems?|errors?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Negated();

    [GeneratedRegex(@"✅|\b(correct|valid|pass)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Good();

    [GeneratedRegex(@"^[ \t]*(//|/\*)[ \t]*(eslint|✓|✗|valid|invalid|good|bad)[^\n]*\n|^import/\w+:[^\n]*\n", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Remark();
}
