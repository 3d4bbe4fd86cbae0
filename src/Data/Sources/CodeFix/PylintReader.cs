using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.CodeFix;

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
