using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.CodeText;

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
            yield return new CodePair("ruby", rule, rule, description, before, after,
                package.Provenance(Licence, rule))
            { Category = department };
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

/// <summary>Pylint's message pages: the message, what it means, problematic code and correct code.</summary>
internal static partial class PylintReader
{
    /// <summary>The pairs of all message pages.</summary>
    public static IEnumerable<CodePair> Read(PackageFolder package)
    {
        return package.Files("usr/share/doc/pylint/html/user_guide/messages", "*.html")
            .Select(path => Parse(File.ReadAllText(path), Path.GetFileName(Path.GetDirectoryName(path)!), package)).OfType<CodePair>();
    }

    /// <summary>The pair of one page, or null when it has none.</summary>
    public static CodePair? Parse(string html, string category, PackageFolder package)
    {
        var page = Page().Match(html);
        if (!page.Success)
        {
            return null;
        }

        var rule = page.Groups["rule"].Value;
        var before = WithoutLabel(HtmlCode.Code(page.Groups["bad"].Value));
        var after = WithoutLabel(HtmlCode.Code(page.Groups["good"].Value));
        // The pages give the message as a format; the rule's name is what a user sees of it for sure.
        return before == after ? null : new CodePair(
            "python", rule, $"pylint: {rule}", HtmlCode.Prose(page.Groups["text"].Value), before, after,
            package.Provenance("GPL-2.0-or-later", rule))
        { Category = category };
    }

    private static string WithoutLabel(string code) => Mark().Replace(code, "");

    [GeneratedRegex(
        """<h1>(?<rule>[\w-]+) / .*?Description:</strong></p>\s*<p>(?<text>.*?)</p>.*?Problematic code:.*?<pre>(?<bad>.*?)</pre>.*?Correct code:.*?<pre>(?<good>.*?)</pre>""",
        RegexOptions.Singleline)]
    private static partial Regex Page();

    [GeneratedRegex(@"[ \t]*# \[[\w\-, ]+\]")]
    private static partial Regex Mark();
}

/// <summary>The Rust compiler's error index: code that does not compile, why, and code that does.</summary>
internal static partial class RustErrorReader
{
    /// <summary>The pairs of the whole index.</summary>
    /// <exception cref="SourceException">The index is not where it was.</exception>
    public static IEnumerable<CodePair> Read(PackageFolder package)
    {
        return package.ReadText("usr/share/doc/rust-doc/html/error-index.html")
            .Split("<div class=\"error-described\">").Skip(1).SelectMany(section => Parse(section, package));
    }

    /// <summary>The pairs of one error's section.</summary>
    public static IEnumerable<CodePair> Parse(string section, PackageFolder package)
    {
        var head = Head().Match(section);
        List<string> bad = [], good = [];
        foreach (Match example in Example().Matches(section))
        {
            (example.Groups[1].Value.Contains("compile_fail", StringComparison.Ordinal) ? bad : good)
                .Add(HtmlCode.Code(example.Groups[2].Value));
        }

        var error = head.Groups[1].Value;
        return !head.Success ? [] : PairMatcher.Match([.. bad.Take(1)], good).Select(pair => new CodePair(
            "rust", error, "error[" + error + "]", HtmlCode.Prose(head.Groups[2].Value), Clean(pair.Before), Clean(pair.After),
            package.Provenance("MIT OR Apache-2.0", error)));
    }

    /// <summary>Without the remarks that give the answer away.</summary>
    private static string Clean(string code) => Remark().Replace(code, "").Trim('\n');

    [GeneratedRegex("""id="(E\d{4})".*?</h2>\s*<p>(.*?)</p>""", RegexOptions.Singleline)]
    private static partial Regex Head();

    [GeneratedRegex("""<pre class="(rust[^"]*)"><code>(.*?)</code></pre>""", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"[ \t]*// ?(error|ok|correct|incorrect)\b[^\n]*", RegexOptions.IgnoreCase)]
    private static partial Regex Remark();
}

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

/// <summary>HLint's hints: an expression and what to write instead.</summary>
internal static partial class HlintReader
{
    /// <summary>The pairs of the default hints.</summary>
    /// <exception cref="SourceException">The hints are not where they were.</exception>
    public static IEnumerable<CodePair> Read(PackageFolder package)
    {
        return package.ReadText("usr/share/hlint/hlint.yaml").Split('\n').Select(line => Parse(line, package)).OfType<CodePair>();
    }

    /// <summary>The pair of one line, or null when it has none.</summary>
    public static CodePair? Parse(string line, PackageFolder package)
    {
        var hint = Hint().Match(line);
        var (before, after) = (Scalar(hint.Groups["lhs"].Value), Scalar(hint.Groups["rhs"].Value));
        // Patterns about names that only HLint binds are no code.
        if (!hint.Success || before.Contains('_', StringComparison.Ordinal) || before.Length < 6 || before == after)
        {
            return null;
        }

        var name = hint.Groups["name"].Success ? Scalar(hint.Groups["name"].Value) : "Use " + Word().Match(after).Value;
        return new CodePair("haskell", before, "HLint: " + name.TrimEnd(), "", before, after, package.Provenance("BSD-3-Clause", before));
    }

    private static string Scalar(string text)
    {
        text = text.Trim();
        return text is ['"', .. var inner, '"'] ? inner.Replace("\\\"", "\"", StringComparison.Ordinal)
            .Replace("\\\\", "\\", StringComparison.Ordinal) : text;
    }

    [GeneratedRegex("""^\s+- \w+: \{lhs: (?<lhs>"(?:[^"\\]|\\.)*"|.*?), rhs: (?<rhs>"(?:[^"\\]|\\.)*"|.*?)(?:, note: [^,}]*)?(?:, name: (?<name>"[^"]*"|[^,}]*))?\}\s*$""")]
    private static partial Regex Hint();

    [GeneratedRegex(@"[\w'.]+|\S+")]
    private static partial Regex Word();
}

/// <summary>PHP_CodeSniffer's documentation: what a standard wants, valid code and invalid code side by side.</summary>
internal static class SnifferReader
{
    /// <summary>The pairs of all standards.</summary>
    public static IEnumerable<CodePair> Read(PackageFolder package)
    {
        return package.Files("usr/share/php/PHP/CodeSniffer/src/Standards", "*Standard.xml")
            .SelectMany(path => Parse(File.ReadAllText(path), path.Split('/')[^4] + "." + Path.GetFileName(path)[..^"Standard.xml".Length],
                package));
    }

    /// <summary>The pairs of one document.</summary>
    public static IEnumerable<CodePair> Parse(string xml, string rule, PackageFolder package)
    {
        XElement root;
        try
        {
            root = XDocument.Parse(xml).Root!;
        }
        catch (XmlException)
        {
            // One document that is no XML costs its own examples.
            yield break;
        }

        var description = "";
        foreach (var element in root.Elements())
        {
            if (element.Name == "standard")
            {
                description = HtmlCode.Prose(element.Value);
                continue;
            }

            var valid = Code(element, "Valid");
            var invalid = Code(element, "Invalid");
            foreach (var (before, after) in valid is null || invalid is null ? [] : PairMatcher.Match([invalid], [valid]))
            {
                yield return new CodePair("php", rule, description, description, before, after, package.Provenance("BSD-3-Clause", rule));
            }
        }
    }

    private static string? Code(XElement comparison, string title)
    {
        var code = comparison.Elements("code")
            .FirstOrDefault(c => ((string?)c.Attribute("title"))?.StartsWith(title, StringComparison.Ordinal) == true);
        // The places to look at are in em elements.
        return code is null ? null : CodeLines.Dedent(code.Value.Replace("<em>", "", StringComparison.Ordinal)
            .Replace("</em>", "", StringComparison.Ordinal).Split('\n'));
    }
}

/// <summary>
/// The rule pages of ESLint plugins: Markdown in which a heading or sentence says whether the code below it is wrong or right.
/// </summary>
internal static partial class LintDocsReader
{
    /// <summary>The pairs of all rules of a plugin.</summary>
    public static IEnumerable<CodePair> Read(PackageFolder package)
    {
        return package.Files("docs/rules", "*.md")
            .SelectMany(path => Parse(File.ReadAllText(path), Path.GetFileNameWithoutExtension(path), package));
    }

    /// <summary>The pairs of one page.</summary>
    public static IEnumerable<CodePair> Parse(string markdown, string rule, PackageFolder package)
    {
        var title = Description().Match(markdown) is { Success: true } found
            ? found.Groups[1].Value.Replace("`", "", StringComparison.Ordinal) : "";
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
        fence.StartsWith("ts", StringComparison.Ordinal) || package.Name.Contains("typescript", StringComparison.Ordinal) ? "typescript"
            : "javascript";

    /// <summary>"Not considered warnings" holds both words, so it is looked for first.</summary>
    private static string? Label(string line) =>
        Negated().IsMatch(line) ? "good" : Bad().IsMatch(line) ? "bad" : Good().IsMatch(line) ? "good" : null;

    private static string Cleaned(string code) => Remark().Replace(code, "").Trim();

    [GeneratedRegex("""^description: ['"](.+)['"]$""", RegexOptions.Multiline)]
    private static partial Regex Description();

    [GeneratedRegex(
        @"^```(?<lang>tsx?|jsx?|typescript|javascript)[^\n]*\n(?<code>.*?)\n```|^[^\n`]+[^\n]*$",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(
        @"❌|\b(incorrect|invalid|will fail|(considered|trigger|as) (a )?(warnings?|problems?|errors?)|fail)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Bad();

    [GeneratedRegex(
        @"\b(not|no|isn't|aren't|doesn't) (be |considered |trigger |a )*(warnings?|problems?|errors?)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Negated();

    [GeneratedRegex(@"✅|\b(correct|valid|pass)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Good();

    [GeneratedRegex(
        @"^[ \t]*(//|/\*)[ \t]*(eslint|✓|✗|valid|invalid|good|bad)[^\n]*\n|^import/\w+:[^\n]*\n",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Remark();
}
