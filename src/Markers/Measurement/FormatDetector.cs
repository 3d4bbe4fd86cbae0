using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// Names the format that a text really has, by parsing where there is a grammar: JSON and XML must parse as a whole,
/// a table must be a Markdown pipe table, a list must be items with at most one line that introduces them.
/// </summary>
internal static partial class FormatDetector
{
    private const string Commands =
        "d?frac|sum|prod|int|sqrt|lim|math[a-z]+|text|left|right|forall|exists|in|notin|subset(eq)?|cup|cap|"
        + "emptyset|to|mapsto|(left|right|leftright|Left|Right|Leftright)arrow|lnot|land|lor|wedge|vee|neg|"
        + "le|leq|ge|geq|ne|neq|equiv|approx|cdot|times|alpha|beta|gamma|delta|epsilon|theta|lambda|mu|pi|sigma|"
        + "(var)?phi|psi|chi|omega|infty|vdash|models|circ|langle|overline|operatorname";

    /// <summary>The taxonomy's format, or null for plain text.</summary>
    public static string? Detect(string text)
    {
        var trimmed = text.Trim();
        string[] all = [.. trimmed.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
        // What stands in a code block is code, whatever its lines look like; the block itself is Markdown.
        string[] lines = [.. CodeFence.Without(all)];
        var isFenced = lines.Length < all.Length;
        return all.Length == 0 ? null
            : IsJson(Unfenced(trimmed)) ? "JSON"
            : IsXml(Unfenced(trimmed)) ? "XML"
            : !isFenced && IsTable(lines) ? "Tabular"
            : lines.Count(l => Step().IsMatch(l)) >= 2 ? "ChainOfThought"
            : Latex().IsMatch(isFenced ? string.Join('\n', lines) : trimmed) ? "Latex"
            : isFenced || lines.Any(l => Heading().IsMatch(l)) ? "Markdown"
            : IsList(lines) ? "Enumeration"
            : lines.Length == 1 && Choice().IsMatch(trimmed) ? "MCQAnswer"
            : Emphasis().IsMatch(trimmed) ? "Markdown"
            : null;
    }

    private static bool IsJson(string text)
    {
        if (text[0] is not ('{' or '['))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsXml(string text)
    {
        if (text[0] != '<' || text[^1] != '>')
        {
            return false;
        }

        try
        {
            _ = XDocument.Parse(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static string Unfenced(string text) =>
        Fence().Match(text) is { Success: true } fence && fence.Groups[1].Value.Trim() is { Length: > 0 } inner ? inner : text;

    private static bool IsTable(string[] lines)
    {
        var rule = Array.FindIndex(lines, l => TableRule().IsMatch(l));
        return rule > 0 && lines.Count(l => l[0] == '|' && l[^1] == '|') * 10 >= lines.Length * 6;
    }

    private static bool IsList(string[] lines)
    {
        var items = lines.Count(l => Item().IsMatch(l));
        return items == lines.Length
            || (items >= 2 && items == lines.Length - 1 && !Item().IsMatch(lines[0]) && lines[0][^1] is ':' or '：');
    }

    [GeneratedRegex(@"^```[a-zA-Z]*\n(.*?)\n```$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\|?(\s*:?-{2,}:?\s*\|)+(\s*:?-{2,}:?\s*\|?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex TableRule();

    [GeneratedRegex(@"^([-*•+]|\d{1,3}[.)])\s+\S", RegexOptions.CultureInvariant)]
    private static partial Regex Item();

    // "#### 72" is no heading but how the answers of GSM8K's problems end.
    [GeneratedRegex(@"^(?!####\s+[-+]?[$€£]?[\d.,]+%?$)#{1,6}\s+\S", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\*\*\S(?:[^*\n]*\S)?\*\*|\[[^\]\n]+\]\(https?://[^)\s]+\)", RegexOptions.CultureInvariant)]
    private static partial Regex Emphasis();

    // An environment, a text that is one displayed formula, or a well-known command between delimiters or with its argument.
    [GeneratedRegex(
        @"\\begin\{(\w+\*?)\}.*\\end\{\1\}|^\\\[.+\\\]$|^\$\$[^$]+\$\$$|\$[^$\n]*\\(" + Commands + @")(?![a-zA-Z])[^$\n]*\$"
        + @"|\\\([^\n]*\\(" + Commands + @")(?![a-zA-Z])[^\n]*\\\)"
        + @"|\\(begin|end|frac|sum|int|sqrt|mathbb|mathrm|left|right|forall|in|to|rightarrow)\b[{\s\\(]",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Latex();

    [GeneratedRegex(@"^\(?[A-E](\)|\.|:)?$|^\(?[A-E]\)\s+\S.*$|^[A-E]:\s+\S.*$", RegexOptions.CultureInvariant)]
    private static partial Regex Choice();

    [GeneratedRegex(
        @"^(\*\*)?(step|schritt|étape|paso|passo|krok|шаг|крок|ステップ|手順|단계|adım|bước|stap|langkah|pasul|βήμα|चरण|שלב|مرحله|الخطوة|步骤)\s*\d",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Step();
}
