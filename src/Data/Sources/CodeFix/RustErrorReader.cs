using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.CodeFix;

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
            (example.Groups[1].Value.Contains("compile_fail", StringComparison.Ordinal) ? bad : good).Add(HtmlCode.Code(example.Groups[2].Value));
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
