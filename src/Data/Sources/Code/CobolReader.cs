using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Code;

/// <summary>Reads the commented statements of COBOL programs in reference format: columns 1-6 number the line, column 7 marks comments, 8-72 hold the code.</summary>
internal static partial class CobolReader
{
    private const int Mark = 6;

    private const int LastColumn = 72;

    /// <summary>The runs of 3 to 40 lines of the procedure division that follow a comment in sentences, in the file's order.</summary>
    /// <param name="text">The program.</param>
    public static IEnumerable<CodeUnit> Read(string text)
    {
        (bool IsComment, string Text)[] lines = [.. text.ReplaceLineEndings("\n").Split('\n').Select(Line)];
        var start = Math.Max(0, Array.FindIndex(lines, l => !l.IsComment && l.Text.Contains("PROCEDURE DIVISION", StringComparison.Ordinal)));
        for (var i = start; i < lines.Length; i++)
        {
            if (!lines[i].IsComment)
            {
                continue;
            }

            var comment = lines.Skip(i).TakeWhile(l => l.IsComment).Select(l => l.Text).ToArray();
            var code = lines.Skip(i + comment.Length).TakeWhile(l => !l.IsComment).Select(l => l.Text).ToList();
            while (code.Count > 0 && (code[^1].Length == 0 || Label().IsMatch(code[^1])))
            {
                code.RemoveAt(code.Count - 1);
            }

            if (code.Count is >= 3 and <= 40 && Prose(comment) is { } prose && !Aside().IsMatch(code[0]) && !code.Any(Machinery().IsMatch))
            {
                yield return new CodeUnit("cobol", prose, code[0].Trim(), string.Join('\n', code), i + 1);
            }

            i += comment.Length - 1;
        }
    }

    private static (bool IsComment, string Text) Line(string line) => line.Length <= Mark
        ? (false, "")
        : (line[Mark] is '*' or '/', line[(Mark + 1)..Math.Min(line.Length, LastColumn)].TrimEnd());

    /// <summary>The comment's sentences in small letters, as people write today; null when it is a heading, a reference, or code switched off.</summary>
    private static string? Prose(string[] comment)
    {
        var text = Whitespace.Collapse(string.Join(' ', comment.Select(c => c.Trim(' ', '*')))).Trim();
        text = Hyphenated().Replace(Note().Replace(text, ""), "$1$2").Replace(" .", ".", StringComparison.Ordinal);
        return text.Length is < 40 or > 700 || text[^1] != '.' || !char.IsAsciiLetter(text[0]) || text.Count(c => c == ' ') < 5 || Unwanted().IsMatch(text)
            ? null
            : SentenceStart().Replace(PlainWord().Replace(text, m => m.Value.ToLowerInvariant()), m => m.Value.ToUpperInvariant());
    }

    [GeneratedRegex(@"^ {0,3}\S+( SECTION( \d+)?)?\.$")]
    private static partial Regex Label();

    /// <summary>Before such a statement a comment speaks of what went before, or of what failed.</summary>
    [GeneratedRegex(@"^\s*(GO\s+TO|PERFORM\s+(FAIL|PASS|PRINT-DETAIL|DE-LETE)|ADD\s+0*1\s+TO\s|MOVE\s+(ZERO\s+TO\s+REC-CT|""UNEXPECTED))|^[A-Z-]*DELETE[\w-]*\.")]
    private static partial Regex Aside();

    /// <summary>The suite's own bookkeeping, and what is no ASCII.</summary>
    [GeneratedRegex(@"CCVS|PRINT-REC|[^\x20-\x7e]")]
    private static partial Regex Machinery();

    [GeneratedRegex(@"^(NOTE|REMARKS?)[.,:]? ", RegexOptions.IgnoreCase)]
    private static partial Regex Note();

    [GeneratedRegex(@"([A-Z]{2,})- ([A-Z]{2,})")]
    private static partial Regex Hyphenated();

    [GeneratedRegex(@"\b[IVX]+-\d|\.\.\.|==|--|<-|#|\d\.\d|\(\d|(^|\.\s)[B-HJ-Z] [A-Z]{3,} |X-CARD|MESSAGE|VALIDATION|\bPAGE\b|\bTESTS? (DEPENDS|SUITE)|[*|\\\x00-\x1f\x7f-\uffff]|DELETED|REFERENCE FORMAT|CCVS|\bEXPECTED|SHOULD NEVER|NOT BE EXECUTED|EXECUTED ONLY WHEN|COMPUTED RESULTS|IMPLEMENT|UNIQUE AND|\bNOTE\b|NOT (PASS|BE TRANSFERRED)|DELETION", RegexOptions.IgnoreCase)]
    private static partial Regex Unwanted();

    /// <summary>A word that is no name of the program: those have digits or hyphens, or stand in quotes.</summary>
    [GeneratedRegex(@"(?<![\w""-])[A-Z]+(?![\w""-])")]
    private static partial Regex PlainWord();

    [GeneratedRegex(@"(?:^|(?<=[.!?] ))[a-z]")]
    private static partial Regex SentenceStart();
}
