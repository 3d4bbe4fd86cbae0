using System.Text.Json;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.TestedFunctions;

/// <summary>Finds the functions whose tests pass and the faults that their tests notice, by running them.</summary>
/// <param name="checker">Runs the programs.</param>
/// <param name="seed">The build's seed.</param>
internal sealed class FunctionChecking(CodeChecker checker, string seed)
{
    /// <summary>The functions that pass, each with only the checks that hold and with its split.</summary>
    public async Task<IReadOnlyList<TestedFunction>> PassingAsync(string codeType, IReadOnlyList<TestedFunction> functions,
        CancellationToken cancellationToken)
    {
        var single = functions.SelectMany(f => Alone(f.Checks).Select(check => (Function: f, Check: check))).ToArray();
        var verdicts = await checker.RunAsync(codeType, [.. single.Select(s => $"{s.Function.Code}\n{s.Check}")], cancellationToken);
        var holding = single.Where((_, i) => verdicts[i] == CodeVerdict.Passes).GroupBy(s => s.Function)
            .ToDictionary(g => g.Key, g => g.Select(s => s.Check).ToHashSet());
        TestedFunction[] kept = [.. functions.Where(holding.ContainsKey)
            .Select(f => f with { Checks = [.. f.Checks.Where(c => IsSetup(c) || Holds(f, c, holding[f]))], Split = Split(f) })];
        // One check alone was just seen to hold.
        TestedFunction[] several = [.. kept.Where(f => f.Checks.Count > 1)];
        var whole = await checker.RunAsync(codeType, [.. several.Select(f => f.Program(f.Code))], cancellationToken);
        var failing = several.Where((_, i) => whole[i] != CodeVerdict.Passes).ToHashSet();
        return [.. kept.Where(f => !failing.Contains(f)).DistinctBy(f => f.Code)];
    }

    /// <summary>For each function, copies with a fault that parse, end in time and fail its tests.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> MutantsAsync(
        string codeType, IReadOnlyList<TestedFunction> functions, int tried, int kept, CancellationToken cancellationToken)
    {
        string[][] mutants = [.. functions.Select(f => CodeMutator.Mutants(f, new StableRandom(seed, "faults", f.Group), tried).ToArray())];
        var verdicts =
            await checker.RunAsync(codeType, [.. mutants.SelectMany((m, i) => m.Select(functions[i].Program))], cancellationToken);
        var at = 0;
        return [.. mutants.Select(m => (IReadOnlyList<string>)[.. m.Where(_ => verdicts[at++] == CodeVerdict.Fails).ToArray().Take(kept)])];
    }

    /// <summary>Each check by itself, after what the examples define.</summary>
    private static IEnumerable<string> Alone(IReadOnlyList<string> checks)
    {
        var setup = string.Concat(checks.Where(IsSetup).Select(c => c + "\n"));
        return checks.Where(c => !IsSetup(c)).Select(c => setup + c);
    }

    private static bool Holds(TestedFunction function, string check, HashSet<string> holding) =>
        Alone([.. function.Checks.Where(IsSetup), check]).All(holding.Contains);

    private static bool IsSetup(string check) =>
        check.StartsWith("const ", StringComparison.Ordinal) || check.StartsWith("let ", StringComparison.Ordinal)
            || check.StartsWith("var ", StringComparison.Ordinal);

    private string Split(TestedFunction function) =>
        HeldOutFunctions.Contain(seed, function.Provenance.Package, function.Record) ? DataSplit.Eval : DataSplit.Train;
}

/// <summary>
/// Runs many small programs in one process per language, in an empty folder, with little time and memory and neither
/// network nor files to write. Verdicts are kept in the cache by what was run.
/// </summary>
/// <param name="cacheFolder">The cache.</param>
internal sealed class CodeChecker(string cacheFolder)
{
    private readonly string _root = Path.Combine(Path.GetFullPath(cacheFolder), "checked");

    /// <summary>Runs the programs.</summary>
    /// <param name="codeType"><c>python</c> or <c>javascript</c>.</param>
    /// <param name="programs">Whole programs: an answer, a line feed and its test.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>A verdict for each program, in order.</returns>
    /// <exception cref="SourceException">The language is not on this machine, or its process died.</exception>
    public async Task<IReadOnlyList<CodeVerdict>> RunAsync(string codeType, IReadOnlyList<string> programs,
        CancellationToken cancellationToken)
    {
        if (programs.Count == 0)
        {
            return [];
        }

        var runner = codeType == "python" ? "check.py" : "check.js";
        var script = Script(runner);
        var folder = Path.Combine(_root, StableHash.Id([codeType, script, .. programs]));
        var kept = Path.Combine(folder, "verdicts.txt");
        if (!File.Exists(kept))
        {
            Folders.DeleteIfThere(folder);
            var work = Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;
            var (program, input) = (Path.Combine(folder, runner), Path.Combine(folder, "programs.json"));
            await File.WriteAllTextAsync(program, script, cancellationToken);
            await File.WriteAllTextAsync(input, JsonSerializer.Serialize(programs), cancellationToken);
            string[] options = codeType == "python" ? ["-I", "-S"] : ["--max-old-space-size=1024"];
            var said = await ToolProcess.RunAsync(codeType == "python" ? "python3" : "node", [.. options, program, input], work, null,
                cancellationToken);
            // The file appears when it is complete.
            await File.WriteAllTextAsync(kept + ".partial", said.Trim(), cancellationToken);
            File.Move(kept + ".partial", kept, overwrite: true);
            File.Delete(input);
        }

        var verdicts = await File.ReadAllTextAsync(kept, cancellationToken);
        return verdicts.Length == programs.Count
            ? [.. verdicts.Select(Verdict)]
            : throw new SourceException($"{runner} gave {verdicts.Length} verdicts on {programs.Count} programs.");
    }

    private static CodeVerdict Verdict(char letter) => letter switch
    {
        'p' => CodeVerdict.Passes,
        'f' => CodeVerdict.Fails,
        's' => CodeVerdict.DoesNotParse,
        _ => CodeVerdict.TimesOut,
    };

    private static string Script(string name)
    {
        using var stream = typeof(CodeChecker).Assembly.GetManifestResourceStream("runners/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>How a program that tests itself ended.</summary>
internal enum CodeVerdict
{
    /// <summary>With exit code 0.</summary>
    Passes,

    /// <summary>With another exit code.</summary>
    Fails,

    /// <summary>It was never run.</summary>
    DoesNotParse,

    /// <summary>It was ended.</summary>
    TimesOut,
}

/// <summary>
/// Puts one small fault into code: a swapped operator, an off-by-one, a wrong variable, an inverted condition, a missing return.
/// </summary>
internal static partial class CodeMutator
{
    private static readonly (Regex Pattern, string With)[] Both =
    [
        (new(@" < "), " <= "), (new(@" <= "), " < "), (new(@" > "), " >= "), (new(@" >= "), " > "), (new(@" < "), " > "),
        (new(@" > "), " < "),
        (new(@" \+ (?!['""`])"), " - "), (new(@" - "), " + "), (new(@" \* "), " + "), (new(@" % "), " / "), (new(@" \+ 1\b"), ""),
        (new(@" - 1\b"), ""),
        (new(@" \+= "), " -= "), (new(@"\b0\b(?![.\w])"), "1"), (new(@"\b1\b(?![.\w])"), "0"),
        (new(@"(?<=^\s+)return (?=\S[^\n]*;?$)", RegexOptions.Multiline), ""),
    ];

    private static readonly (Regex Pattern, string With)[] Python =
    [
        .. Both, (new(" == "), " != "), (new(" != "), " == "), (new(" and "), " or "), (new(" or "), " and "), (new(" is not "), " is "),
        (new(" is None"), " is not None"),
        (new(" not in "), " in "), (new("(?<!not) in (?=[^\n]*\n)"), " not in "), (new(@"\bnot (?!in)"), ""), (new("True"), "False"),
        (new("False"), "True"), (new(" // "), " / "),
    ];

    private static readonly (Regex Pattern, string With)[] JavaScript =
    [
        .. Both, (new("==="), "!=="), (new("!=="), "==="), (new("&&"), "||"), (new(@"\|\|"), "&&"), (new(@"!(?=[\w(])"), ""),
        (new(@"\btrue\b"), "false"), (new(@"\bfalse\b"), "true"),
        (new(@"\+\+"), "--"), (new("Math.max"), "Math.min"), (new("Math.min"), "Math.max"), (new("Math.floor"), "Math.ceil"),
        (new(@"\.every\("), ".some("), (new(@"\.some\("), ".every("), (new(@"\.push\("), ".unshift("),
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
        var swaps = (python ? Python : JavaScript)
            .SelectMany(rule => rule.Pattern.Matches(code).Select(m => (m.Index, m.Length, rule.With)));
        return random.Sample([.. swaps.Concat(WrongNames(function)).Where(s => free[s.Index])
            .Select(s => code[..s.Index] + s.With + code[(s.Index + s.Length)..]).Distinct()], most);
    }

    /// <summary>A parameter used where another one belongs, after the signature.</summary>
    private static IEnumerable<(int Index, int Length, string With)> WrongNames(TestedFunction function)
    {
        string[] names = [.. Parameter().Matches(function.Signature).Select(m => m.Value)];
        var body = function.Code.IndexOf(function.CodeType == "python" ? ":\n" : function.Name,
            StringComparison.Ordinal) + function.Signature.Length;
        return body >= function.Code.Length ? []
            : names.SelectMany(name => Regex.Matches(function.Code[body..], $@"(?<![\w.]){name}(?!\w|=)")
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
