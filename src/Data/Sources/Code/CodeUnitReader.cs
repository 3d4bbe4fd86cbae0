using System.Net;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Code;

/// <summary>Reads the documented definitions of a source file.</summary>
internal static class CodeUnitReader
{
    /// <summary>The definitions of 3 to 60 lines with a description, in the file's order.</summary>
    /// <param name="syntax">The file's language.</param>
    /// <param name="text">The file's text.</param>
    public static IEnumerable<CodeUnit> Read(CodeSyntax syntax, string text)
    {
        string[] lines =
            [.. text.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd().Replace("\t", "    ", StringComparison.Ordinal))];
        for (var i = 1; i < lines.Length; i++)
        {
            if (!syntax.Definition.IsMatch(lines[i]) || BodyFinder.LastLine(lines, i, syntax.End) is var last && last <= i)
            {
                continue;
            }

            var (doc, code) = syntax.End == BodyEnd.Indent ? Inside(lines, i, last) : (Above(syntax, lines, i), lines[i..(last + 1)]);
            if (code.Length is >= 3 and <= 60 && DocText.Prose(doc) is { } prose && Undented(code) is { Length: < 4000 } undented
                && !undented.Contains('\uFFFD'))
            {
                yield return new CodeUnit(syntax.CodeType, prose, undented.Split('\n')[0], undented, i + 1);
            }
        }
    }

    private static string[] Above(CodeSyntax syntax, string[] lines, int start)
    {
        var end = start - 1;
        while (end > 0 && (lines[end].TrimStart() is ['@' or '[', ..] or ['#', '[', ..] || lines[end].TrimStart()
            .StartsWith("template", StringComparison.Ordinal)))
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
        while (close < last && !(lines[close].EndsWith(Quotes, StringComparison.Ordinal)
            && (close > open || lines[close].Trim().Length > 5)))
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

/// <summary>A documented definition, such as a function.</summary>
/// <param name="CodeType">The taxonomy's <c>code_type</c>.</param>
/// <param name="Doc">What it does, in the author's words: prose without tags.</param>
/// <param name="Signature">Its first line.</param>
/// <param name="Code">The whole definition without its documentation, not indented.</param>
/// <param name="Line">The line of the file that it begins on, from 1.</param>
internal sealed record CodeUnit(string CodeType, string Doc, string Signature, string Code, int Line);

/// <summary>What a reader must know of a language to find its documented definitions.</summary>
/// <param name="CodeType">The taxonomy's <c>code_type</c>.</param>
/// <param name="Extension">The files' extension, with the dot.</param>
/// <param name="Comment">What begins a line of documentation; null when it stands in <c>/** */</c>.</param>
/// <param name="End">How a definition ends.</param>
/// <param name="Definition">Matches the first line of a definition.</param>
internal sealed record CodeSyntax(string CodeType, string Extension, string? Comment, BodyEnd End, Regex Definition)
{
    private const string Modifiers =
        @"(public|protected|private|internal|open|static|final|default|override|synchronized|async|suspend|inline|operator|abstract|mutating|fileprivate)\s+";

    /// <summary>The languages that are read, in a fixed order.</summary>
    public static IReadOnlyList<CodeSyntax> All { get; } =
    [
        Of("python", ".py", null, BodyEnd.Indent, @"^\s*(async\s+)?def \w+\("),
        Of("javascript", ".js", null, BodyEnd.Brace, @"^\s*(export\s+)?(async\s+)?function\s+\w+"),
        Of("typescript", ".ts", null, BodyEnd.Brace, @"^\s*(export\s+)?(async\s+)?function\s+\w+"),
        Of("java", ".java", null, BodyEnd.Brace, $@"^\s*({Modifiers})+[^;=]*\w\("),
        Of("go", ".go", "//", BodyEnd.Brace, @"^func "),
        Of("rust", ".rs", "///", BodyEnd.Brace, @"^\s*(pub(\([^)]*\))?\s+)?((const|unsafe|async)\s+)*fn \w+"),
        Of("c", ".c", null, BodyEnd.Brace, @"^[a-z_][\w \*]*\w\([^;]*$"),
        Of("cpp", ".h", "///", BodyEnd.Brace, @"^\s*[a-zA-Z_][\w:<>&\*, ]*\([^;]*$"),
        Of("csharp", ".cs", "///", BodyEnd.Brace, $@"^\s*({Modifiers})+[^;=]*\w(<[^>]*>)?\("),
        Of("php", ".php", null, BodyEnd.Brace, $@"^\s*({Modifiers})*function \w+"),
        Of("swift", ".swift", "///", BodyEnd.Brace, $@"^\s*({Modifiers})*func \w+"),
        Of("kotlin", ".kt", null, BodyEnd.Brace, $@"^\s*({Modifiers})*fun "),
        Of("shell", "", "#", BodyEnd.Brace, @"^(function\s+)?[\w:-]+\s*\(\)"),
        Of("ruby", ".rb", "#", BodyEnd.EndWord, @"^\s*def \w"),
        Of("sql", ".sql", "--", BodyEnd.Semicolon, @"^CREATE\b"),
    ];

    private static CodeSyntax Of(string type, string extension, string? comment, BodyEnd end, string definition) =>
        new(type, extension, comment, end, new Regex(definition, RegexOptions.CultureInvariant));
}

/// <summary>How a language ends a definition.</summary>
internal enum BodyEnd
{
    /// <summary>At the brace that closes the first one.</summary>
    Brace,

    /// <summary>Before the first line that is indented no further; the documentation stands inside.</summary>
    Indent,

    /// <summary>At the line <c>end</c> with the definition's own indentation.</summary>
    EndWord,

    /// <summary>At the line that ends in a semicolon.</summary>
    Semicolon,
}

/// <summary>Finds where a definition ends.</summary>
internal static class BodyFinder
{
    private const int MostLines = 60;

    /// <summary>The index of the definition's last line, or -1 when it has no body or is too long.</summary>
    public static int LastLine(IReadOnlyList<string> lines, int start, BodyEnd end) => end switch
    {
        BodyEnd.Brace => Closing(lines, start),
        BodyEnd.Indent => Dedent(lines, start),
        BodyEnd.EndWord => First(lines, start, l => l == lines[start][..Indent(lines[start])] + "end"),
        _ => First(lines, start - 1, l => l.EndsWith(';')),
    };

    /// <summary>The number of blanks that a line begins with.</summary>
    public static int Indent(string line) => line.Length - line.TrimStart().Length;

    private static int First(IReadOnlyList<string> lines, int start, Func<string, bool> isLast)
    {
        for (var i = start + 1; i < Math.Min(lines.Count, start + MostLines + 1); i++)
        {
            if (isLast(lines[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static int Dedent(IReadOnlyList<string> lines, int start)
    {
        var last = start;
        for (var i = start + 1; i < lines.Count && i - start <= 2 * MostLines; i++)
        {
            if (lines[i].Length == 0 || lines[i].StartsWith(')') || lines[i].TrimStart().StartsWith(')'))
            {
                continue;
            }

            if (Indent(lines[i]) <= Indent(lines[start]))
            {
                return last;
            }

            last = i;
        }

        return -1;
    }

    /// <summary>
    /// Counts braces outside strings and line comments; a file that counts wrongly gives a definition that is too long and is left out.
    /// </summary>
    private static int Closing(IReadOnlyList<string> lines, int start)
    {
        var depth = 0;
        for (var i = start; i < Math.Min(lines.Count, start + MostLines); i++)
        {
            if (lines[i].Length == 0 && depth == 0)
            {
                // It was one expression, as Kotlin allows: what follows is another definition.
                return -1;
            }

            var quote = '\0';
            for (var j = 0; j < lines[i].Length; j++)
            {
                var c = lines[i][j];
                if (quote != '\0')
                {
                    j += c == '\\' ? 1 : 0;
                    quote = c == quote ? '\0' : quote;
                }
                else if (c == '/' && j + 1 < lines[i].Length && lines[i][j + 1] == '/')
                {
                    break;
                }
                else if (c is '"' or '`')
                {
                    quote = c;
                }
                else if (c == ';' && depth == 0)
                {
                    return -1;
                }
                else if (c is '{' or '}')
                {
                    depth += c == '{' ? 1 : -1;
                    if (depth <= 0)
                    {
                        return depth == 0 ? i : -1;
                    }
                }
            }
        }

        return -1;
    }
}

/// <summary>Turns documentation comments into prose.</summary>
internal static partial class DocText
{
    /// <summary>The prose before the first tag or example; null when there is too little, or it is no description.</summary>
    public static string? Prose(IEnumerable<string> lines)
    {
        var kept = lines.Select(l => Markers().Replace(l, "").TrimEnd()).TakeWhile(l => !Tag().IsMatch(l));
        var text = string.Join('\n', kept);
        text = Summary().Match(text) is { Success: true } summary ? summary.Groups[1].Value : text;
        text = Role().Replace(InlineTag().Replace(LabelledLink().Replace(text, "$1"), "$1"), "$1");
        text = WebUtility.HtmlDecode(Element().Replace(text, ""));
        var paragraphs = Blank().Split(text).Select(p => Whitespace.Collapse(p).Trim()).Where(p => p.Length > 0).Take(3);
        var prose = string.Join("\n\n", paragraphs);
        return prose.Length is >= 25 and <= 800 && char.IsLetter(prose[0]) && prose[^1] is '.' or '!' && !Unwanted().IsMatch(prose) ? prose
            : null;
    }

    [GeneratedRegex(@"^\s*(/\*\*|\*/|\*(?!\*)|///|//|#|--|"""""")?\s?([\\@]brief\s)?|\s*\*/\s*$|""""""\s*$")]
    private static partial Regex Markers();

    [GeneratedRegex(
        @"^\s*([@\\]\w+|#+ |:\w+|>>>|```|- (Parameter|Returns|Throws)|</summary>.*<param|Args:|Returns:|Example|Usage|Parameters|call-seq)")]
    private static partial Regex Tag();

    [GeneratedRegex(@"<summary>(.*?)(</summary>|$)", RegexOptions.Singleline)]
    private static partial Regex Summary();

    /// <summary>A link with words of its own, which are shown in place of what it refers to.</summary>
    [GeneratedRegex(@"\{@link(?:plain)?\s+[^\s}(]+(?:\([^)}]*\))?\s+([^}\s][^}]*)\}")]
    private static partial Regex LabelledLink();

    [GeneratedRegex(@"\{@\w+\s+#?([^}]*)\}")]
    private static partial Regex InlineTag();

    [GeneratedRegex(@":[a-z]+(?::[a-z]+)?:`[~!]?([^`]+)`")]
    private static partial Regex Role();

    [GeneratedRegex(@"</?[a-zA-Z][^<>]*>")]
    private static partial Regex Element();

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex Blank();

    [GeneratedRegex(@"\S@\S+\.\w|copyright|licen[sc]e|todo|fixme|xxx|https?://|[\[{]@|::=|\$\$", RegexOptions.IgnoreCase)]
    private static partial Regex Unwanted();
}
