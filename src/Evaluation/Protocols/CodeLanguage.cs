using System.Text.RegularExpressions;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// Names the programming language of the code in an answer by the code alone: what stands behind a fence's backticks is not looked at.
/// Each language has signs; the one with the most evidence wins, and an answer without any, or with as much for two, has none.
/// </summary>
internal static partial class CodeLanguage
{
    private static readonly (string Language, (Regex Sign, int Weight)[] Signs)[] Languages =
    [
        ("python", Signs((@"^\s*def \w+\(.*\).*:\s*$", 4), (@"^\s*(if|for|while|elif|else|try|with)\b.*:\s*$", 1), (@"\bprint\(.*\)\s*$", 1), (@"^\s*(from \w[\w.]* )?import \w[\w.]*(, \w+)*\s*$", 2), (@"\bself\b|__name__|\bNone\b|\bTrue\b|\bFalse\b|\blen\(|\brange\(", 1), (@"^\s*return [^;]*[^;\s]\s*$", 1))),
        ("javascript", Signs((@"\bfunction\s*\w*\s*\([^):]*\)\s*\{", 4), (@"\b(const|let|var)\s+\w+\s*=", 2), (@"console\.log\(", 3), (@"=>\s*[{\w]", 1), (@"===|!==", 2), (@"\.length\b", 1), (@"\brequire\(|module\.exports", 2))),
        ("typescript", Signs((@"\bfunction\s*\w*\s*\([^)]*:\s*(string|number|boolean|any)\b", 7), (@"\)\s*:\s*(string|number|boolean|void|any)(\[\])?\s*(\{|=>)", 7), (@"\b(const|let)\s+\w+\s*:\s*\w+", 5), (@"^\s*(export\s+)?(interface|type)\s+\w+\s*[={]", 3), (@"console\.log\(", 3), (@"===", 2), (@"\.length\b", 1))),
        ("java", Signs((@"\bpublic\s+(static\s+)?(class|void|int|String|boolean|double|long|char)\b", 4), (@"System\.out\.print", 5), (@"public static void main\s*\(\s*String", 4), (@"^\s*import java\.", 5), (@"\bString\b", 1), (@"\.length\(\)|\.charAt\(", 2), (@"\bnew (StringBuilder|ArrayList|HashMap|Scanner)\b", 2))),
        ("csharp", Signs((@"^\s*using System(\.\w+)*;", 5), (@"Console\.(Write|Read)", 5), (@"\bstatic\s+(void|int|string|bool|double)\s+[A-Z]\w*\s*\(", 4), (@"\bnamespace\s+\w+", 2), (@"\bstring\b|\bforeach\s*\(|\.Length\b|\bvar\s+\w+\s*=", 1), (@"\bpublic\s+(static\s+)?(class|void|int|string|bool|double)\b", 3))),
        ("cpp", Signs((@"#include\s*<(iostream|string|vector|algorithm|map|set)>", 6), (@"\bstd::", 5), (@"\bcout\b|\bcin\b|\bendl\b", 4), (@"using namespace std", 5), (@"\b(int|bool|void|double|string|auto)\s+\w+\s*\([^)]*&", 2), (@"\bvector<", 3), (@"\b(int|bool|double|void)\s+\w+\s*\([^)]*\)\s*\{", 2))),
        ("c", Signs((@"#include\s*<(stdio|stdlib|string|stdbool|math|ctype)\.h>", 6), (@"\bprintf\(|\bscanf\(|\bmalloc\(|\bstrlen\(", 3), (@"\bchar\s*\*|\bchar\s+\w+\[", 3), (@"\b(int|float|double|char|void|bool)\s+\w+\s*\([^)]*\)\s*\{", 3), (@"\bint main\s*\(", 1))),
        ("go", Signs((@"^\s*func\s+(\(\w+ [^)]*\)\s*)?\w+\([^)]*\)[^{;]*\{", 5), (@"\bpackage main\b", 5), (@":=", 3), (@"\bfmt\.\w+\(", 5), (@"^\s*import\s+(\(|"")", 3))),
        ("rust", Signs((@"\bfn\s+\w+\s*(<[^>]*>)?\s*\([^)]*\)[^{;]*\{", 6), (@"\blet\s+(mut\s+)?\w+(:\s*\w+)?\s*=", 3), (@"println!\(|\bvec!\[|\bimpl\b", 5), (@"->\s*[\w&<]+\s*\{", 2), (@"&str\b|\bi32\b|\bu32\b|\bu64\b|\busize\b|\.iter\(\)|\bString::", 3))),
        ("swift", Signs((@"\bfunc\s+\w+\s*(<[^>]*>)?\([^)]*:[^)]*\)\s*(->\s*[\w\[\]?]+\s*)?\{", 7), (@"\blet\s+\w+(:\s*\w+)?\s*=", 2), (@"\bvar\s+\w+\s*(:\s*\w+)?\s*=", 1), (@"import Foundation", 5), (@"\bguard\b|\bif let\b|\\\(\w+\)|\.\.\.|\.\.<", 2), (@"->\s*(Int|String|Bool|Double)\b", 4))),
        ("kotlin", Signs((@"\bfun\s+\w+\s*\([^)]*\)[^{=]*[{=]", 7), (@"\bval\s+\w+(:\s*\w+)?\s*=", 4), (@"\bvar\s+\w+\s*(:\s*\w+)?\s*=", 1), (@"\bprintln\(", 2), (@"\bwhen\s*\(", 2), (@":\s*(Int|String|Boolean|Double)\b", 2))),
        ("php", Signs((@"<\?php", 10), (@"\$\w+\s*=", 4), (@"\becho\b", 2), (@"\bfunction\s+\w+\s*\(\s*\$", 6), (@"\bstrlen\(|\bcount\(|->\w+", 1))),
        ("ruby", Signs((@"^\s*def \w+[?!]?(\([^)]*\))?\s*$", 5), (@"^\s*end\s*$", 3), (@"\bputs\b", 4), (@"\.each\b|\bdo \|", 3), (@"\.nil\?|\bunless\b|\belsif\b|#\{", 2))),
        ("shell", Signs((@"^#!\s*/(usr/)?bin/(env )?(ba|z|da)?sh", 8), (@"^\s*echo\b", 3), (@"\$\{?\w+\}?", 1), (@"\bif \[\[? ", 4), (@"^\s*(fi|done|esac)\s*$|;\s*(then|do)\s*$", 4), (@"^\s*\w+\(\)\s*\{", 3), (@"\blocal \w+=|\$\(", 3), (@"^\s*\w+=\S", 1))),
        ("sql", Signs((@"\bSELECT\b[\s\S]*\bFROM\b", 6), (@"\bCREATE\s+(OR REPLACE\s+)?(TABLE|FUNCTION|VIEW|PROCEDURE)\b", 6), (@"\bINSERT INTO\b|\bUPDATE\b[\s\S]*\bSET\b|\bDELETE FROM\b", 5), (@"\bWHERE\b|\bGROUP BY\b|\bORDER BY\b|\bJOIN\b", 2), (@"\bSELECT\b", 3))),
        ("haskell", Signs((@"^\s*\w+'?\s*::\s*.+->", 7), (@"^\s*\w+'?\s*::\s*\w+", 3), (@"^\s*module \w+|^\s*import (qualified )?[A-Z][\w.]*", 3), (@"^\s*main\s*=\s*(do|putStr|print|mapM_)", 5), (@"\bwhere\s*$|^\s*\|\s.*=", 3), (@"\bputStrLn\b|\bfoldr\b|\(x:xs\)", 3))),
        ("cobol", Signs((@"\bIDENTIFICATION DIVISION\b", 8), (@"\bPROCEDURE DIVISION\b|\bDATA DIVISION\b|\bWORKING-STORAGE\b", 6), (@"\bPROGRAM-ID\b", 5), (@"\bDISPLAY\b|\bPERFORM\b|\bMOVE\b.*\bTO\b|\bSTOP RUN\b", 2), (@"\bPIC\s+[9XA]", 4))),
    ];

    /// <summary>The taxonomy's name of the language; null where there is no code, or none that can be told apart.</summary>
    public static string? Detect(string text)
    {
        var code = Code(text);
        var ranked = Languages.Select(language => (
                language.Language, Evidence: language.Signs.Sum(sign => sign.Sign.IsMatch(code) ? sign.Weight : 0)))
            .OrderByDescending(language => language.Evidence).Take(2).ToList();
        return ranked[0].Evidence >= 3 && ranked[0].Evidence > ranked[1].Evidence ? ranked[0].Language : null;
    }

    /// <summary>What stands in code blocks, without the words behind their backticks; the whole text where there is none.</summary>
    private static string Code(string text)
    {
        var blocks = Block().Matches(text);
        return blocks.Count > 0 ? string.Join('\n', blocks.Select(block => block.Groups[1].Value)) : text;
    }

    private static (Regex, int)[] Signs(params (string Pattern, int Weight)[] signs) =>
    [
        .. signs.Select(sign => (new Regex(
            sign.Pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5)), sign.Weight)),
    ];

    [GeneratedRegex(@"```[^\n]*\n(.*?)(?:```|$)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}
