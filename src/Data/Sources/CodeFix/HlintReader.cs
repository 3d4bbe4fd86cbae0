using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.CodeFix;

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
        return text is ['"', .. var inner, '"'] ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : text;
    }

    [GeneratedRegex("""^\s+- \w+: \{lhs: (?<lhs>"(?:[^"\\]|\\.)*"|.*?), rhs: (?<rhs>"(?:[^"\\]|\\.)*"|.*?)(?:, note: [^,}]*)?(?:, name: (?<name>"[^"]*"|[^,}]*))?\}\s*$""")]
    private static partial Regex Hint();

    [GeneratedRegex(@"[\w'.]+|\S+")]
    private static partial Regex Word();
}
