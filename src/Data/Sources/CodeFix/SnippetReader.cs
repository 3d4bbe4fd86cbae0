using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>The snippets of 30 seconds of code: a description, a function, and examples with their values.</summary>
internal static partial class SnippetReader
{
    /// <summary>All snippets with checks.</summary>
    /// <exception cref="SourceException">The collection is not where it was.</exception>
    public static IEnumerable<TestedFunction> Read(PackageFolder package)
    {
        return Parse(package.ReadText("README.md"), package);
    }

    /// <summary>The snippets of a page with checks.</summary>
    public static IEnumerable<TestedFunction> Parse(string markdown, PackageFolder package)
    {
        foreach (Match snippet in Snippet().Matches(markdown.ReplaceLineEndings("\n")))
        {
            var (name, code) = (snippet.Groups["name"].Value, snippet.Groups["code"].Value);
            var parameters = Regex.Match(code, $@"^(?:const {name} = (?:async )?(\([^=]*?(?:=[^>][^=]*?)*\)|\w+) =>|function {name}(\(.*?\)))", RegexOptions.Singleline);
            string[] checks = [.. snippet.Groups["examples"].Value.Split('\n').Select(Check).OfType<string>()];
            if (parameters.Success && checks.Any(c => c.StartsWith("require", StringComparison.Ordinal)))
            {
                var list = Whitespace.Collapse(parameters.Groups[1].Value + parameters.Groups[2].Value);
                yield return new TestedFunction(
                    "javascript", name, $"{name}{(list[0] == '(' ? list : $"({list})")}", snippet.Groups["text"].Value.Trim(), code, checks, name, package.Provenance("CC0-1.0", name));
            }
        }
    }

    private static string? Check(string line)
    {
        if (Setup().IsMatch(line))
        {
            return line;
        }

        var example = Example().Match(line);
        return example.Success ? JavaScriptExample.Check(example.Groups[1].Value, example.Groups[2].Value) : null;
    }

    [GeneratedRegex(@"^### (?<name>\w+)[^\n]*\n+(?<text>[^#`]*?(?:`[^`\n]+`[^#`]*?)*)\n+```js\n(?<code>.*?)\n```\n+<details>\n<summary>Examples</summary>\n+```js\n(?<examples>.*?)\n```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^(?:const|let|var) .*;$")]
    private static partial Regex Setup();

    [GeneratedRegex(@"^(\w+\(.*\)(?:\(.*\))?);\s*// (.+)$")]
    private static partial Regex Example();
}
