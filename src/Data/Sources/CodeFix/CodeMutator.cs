using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>Puts one small fault into code: a swapped operator, an off-by-one, a wrong variable, an inverted condition, a missing return.</summary>
internal static partial class CodeMutator
{
    private static readonly (Regex Pattern, string With)[] Both =
    [
        (new(@" < "), " <= "), (new(@" <= "), " < "), (new(@" > "), " >= "), (new(@" >= "), " > "), (new(@" < "), " > "), (new(@" > "), " < "),
        (new(@" \+ (?!['""`])"), " - "), (new(@" - "), " + "), (new(@" \* "), " + "), (new(@" % "), " / "), (new(@" \+ 1\b"), ""), (new(@" - 1\b"), ""),
        (new(@" \+= "), " -= "), (new(@"\b0\b(?![.\w])"), "1"), (new(@"\b1\b(?![.\w])"), "0"), (new(@"(?<=^\s+)return (?=\S[^\n]*;?$)", RegexOptions.Multiline), ""),
    ];

    private static readonly (Regex Pattern, string With)[] Python =
    [
        .. Both, (new(" == "), " != "), (new(" != "), " == "), (new(" and "), " or "), (new(" or "), " and "), (new(" is not "), " is "), (new(" is None"), " is not None"),
        (new(" not in "), " in "), (new("(?<!not) in (?=[^\n]*\n)"), " not in "), (new(@"\bnot (?!in)"), ""), (new("True"), "False"), (new("False"), "True"), (new(" // "), " / "),
    ];

    private static readonly (Regex Pattern, string With)[] JavaScript =
    [
        .. Both, (new("==="), "!=="), (new("!=="), "==="), (new("&&"), "||"), (new(@"\|\|"), "&&"), (new(@"!(?=[\w(])"), ""), (new(@"\btrue\b"), "false"), (new(@"\bfalse\b"), "true"),
        (new(@"\+\+"), "--"), (new("Math.max"), "Math.min"), (new("Math.min"), "Math.max"), (new("Math.floor"), "Math.ceil"), (new(@"\.every\("), ".some("), (new(@"\.some\("), ".every("), (new(@"\.push\("), ".unshift("),
    ];

    /// <summary>Different copies of the code with one fault each, in random order; whether a fault shows is for a test to say.</summary>
    /// <param name="function">The function.</param>
    /// <param name="random">Chooses.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<string> Mutants(TestedFunction function, StableRandom random, int most)
    {
        var code = function.Code;
        var python = function.CodeType == "python";
        bool[] free = Free(code, python);
        var swaps = (python ? Python : JavaScript).SelectMany(rule => rule.Pattern.Matches(code).Select(m => (m.Index, m.Length, rule.With)));
        return random.Sample([.. swaps.Concat(WrongNames(function)).Where(s => free[s.Index])
            .Select(s => code[..s.Index] + s.With + code[(s.Index + s.Length)..]).Distinct()], most);
    }

    /// <summary>A parameter used where another one belongs, after the signature.</summary>
    private static IEnumerable<(int Index, int Length, string With)> WrongNames(TestedFunction function)
    {
        string[] names = [.. Parameter().Matches(function.Signature).Select(m => m.Value)];
        var body = function.Code.IndexOf(function.CodeType == "python" ? ":\n" : function.Name, StringComparison.Ordinal) + function.Signature.Length;
        return body >= function.Code.Length ? [] : names.SelectMany(name => Regex.Matches(function.Code[body..], $@"(?<![\w.]){name}(?!\w|=)")
            .SelectMany(m => names.Where(other => other != name).Select(other => (m.Index + body, m.Length, other))));
    }

    /// <summary>Whether a place is code, not part of a string or comment.</summary>
    private static bool[] Free(string code, bool python)
    {
        bool[] free = [.. Enumerable.Repeat(true, code.Length)];
        foreach (Match quoted in (python ? PythonQuoted() : JavaScriptQuoted()).Matches(code))
        {
            Array.Fill(free, false, quoted.Index, quoted.Length);
        }

        return free;
    }

    [GeneratedRegex(@"(?<=[(,] ?)[A-Za-z]\w*")]
    private static partial Regex Parameter();

    [GeneratedRegex("""\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#[^\n]*|^(?:def|class|from|import|@)[^\n]*""", RegexOptions.Multiline)]
    private static partial Regex PythonQuoted();

    [GeneratedRegex("""`[^`]*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|//[^\n]*|/\*[\s\S]*?\*/|^(?:var \w+ = [\w.]+;|(?:function|const) [^\n]*?(?:=>|\{))""", RegexOptions.Multiline)]
    private static partial Regex JavaScriptQuoted();
}
