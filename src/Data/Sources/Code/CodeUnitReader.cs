namespace TreasureMarkers.Data.Sources.Code;

/// <summary>Reads the documented definitions of a source file.</summary>
internal static class CodeUnitReader
{
    /// <summary>The definitions of 3 to 60 lines with a description, in the file's order.</summary>
    /// <param name="syntax">The file's language.</param>
    /// <param name="text">The file's text.</param>
    public static IEnumerable<CodeUnit> Read(CodeSyntax syntax, string text)
    {
        string[] lines = [.. text.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd().Replace("\t", "    ", StringComparison.Ordinal))];
        for (var i = 1; i < lines.Length; i++)
        {
            if (!syntax.Definition.IsMatch(lines[i]) || BodyFinder.LastLine(lines, i, syntax.End) is var last && last <= i)
            {
                continue;
            }

            var (doc, code) = syntax.End == BodyEnd.Indent ? Inside(lines, i, last) : (Above(syntax, lines, i), lines[i..(last + 1)]);
            if (code.Length is >= 3 and <= 60 && DocText.Prose(doc) is { } prose && Undented(code) is { Length: < 4000 } undented && !undented.Contains('\uFFFD'))
            {
                yield return new CodeUnit(syntax.CodeType, prose, undented.Split('\n')[0], undented, i + 1);
            }
        }
    }

    private static string[] Above(CodeSyntax syntax, string[] lines, int start)
    {
        var end = start - 1;
        while (end > 0 && (lines[end].TrimStart() is ['@' or '[', ..] or ['#', '[', ..] || lines[end].TrimStart().StartsWith("template", StringComparison.Ordinal)))
        {
            end--;
        }

        var first = end;
        if (syntax.Comment is { } mark)
        {
            while (first >= 0 && lines[first].TrimStart().StartsWith(mark, StringComparison.Ordinal))
            {
                first--;
            }

            return lines[(first + 1)..(end + 1)];
        }

        if (!lines[end].EndsWith("*/", StringComparison.Ordinal))
        {
            return [];
        }

        while (first > 0 && !lines[first].Contains("/*", StringComparison.Ordinal))
        {
            first--;
        }

        return lines[first].TrimStart().StartsWith("/**", StringComparison.Ordinal) ? lines[first..(end + 1)] : [];
    }

    /// <summary>A docstring and the definition without it.</summary>
    private static (string[] Doc, string[] Code) Inside(string[] lines, int start, int last)
    {
        const string Quotes = "\"\"\"";
        var open = start;
        while (open < last && !lines[open].EndsWith(':'))
        {
            open++;
        }

        if (++open > last || !lines[open].TrimStart().StartsWith(Quotes, StringComparison.Ordinal))
        {
            return ([], []);
        }

        var close = open;
        while (close < last && !(lines[close].EndsWith(Quotes, StringComparison.Ordinal) && (close > open || lines[close].Trim().Length > 5)))
        {
            close++;
        }

        return (lines[open..(close + 1)], [.. lines[start..open], .. lines[(close + 1)..(last + 1)].SkipWhile(l => l.Length == 0)]);
    }

    private static string Undented(string[] code)
    {
        var indent = BodyFinder.Indent(code[0]);
        return string.Join('\n', code.Select(l => l[Math.Min(indent, BodyFinder.Indent(l))..])).TrimEnd();
    }
}
