namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>Finds the functions whose tests pass and the faults that their tests notice, by running them.</summary>
/// <param name="checker">Runs the programs.</param>
/// <param name="seed">The build's seed.</param>
internal sealed class FunctionChecking(CodeChecker checker, string seed)
{
    /// <summary>The functions that pass, each with only the checks that hold and with its split.</summary>
    public async Task<IReadOnlyList<TestedFunction>> PassingAsync(string codeType, IReadOnlyList<TestedFunction> functions, CancellationToken ct)
    {
        var single = functions.SelectMany(f => Alone(f.Checks).Select(check => (Function: f, Check: check))).ToArray();
        var verdicts = await checker.RunAsync(codeType, [.. single.Select(s => $"{s.Function.Code}\n{s.Check}")], ct);
        var holding = single.Where((_, i) => verdicts[i] == CodeVerdict.Passes).GroupBy(s => s.Function).ToDictionary(g => g.Key, g => g.Select(s => s.Check).ToHashSet());
        TestedFunction[] kept = [.. functions.Where(holding.ContainsKey)
            .Select(f => f with { Checks = [.. f.Checks.Where(c => IsSetup(c) || Holds(f, c, holding[f]))], Split = Split(f) })];
        // One check alone was just seen to hold.
        TestedFunction[] several = [.. kept.Where(f => f.Checks.Count > 1)];
        var whole = await checker.RunAsync(codeType, [.. several.Select(f => f.Program(f.Code))], ct);
        var failing = several.Where((_, i) => whole[i] != CodeVerdict.Passes).ToHashSet();
        return [.. kept.Where(f => !failing.Contains(f)).DistinctBy(f => f.Code)];
    }

    /// <summary>For each function, copies with a fault that parse, end in time and fail its tests.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> MutantsAsync(
        string codeType, IReadOnlyList<TestedFunction> functions, int tried, int kept, CancellationToken ct)
    {
        string[][] mutants = [.. functions.Select(f => CodeMutator.Mutants(f, new StableRandom(seed, "faults", f.Group), tried).ToArray())];
        var verdicts = await checker.RunAsync(codeType, [.. mutants.SelectMany((m, i) => m.Select(functions[i].Program))], ct);
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
        check.StartsWith("const ", StringComparison.Ordinal) || check.StartsWith("let ", StringComparison.Ordinal) || check.StartsWith("var ", StringComparison.Ordinal);

    private string Split(TestedFunction function) =>
        HeldOutFunctions.Contain(seed, function.Provenance.Package, function.Record) ? DataSplit.Eval : DataSplit.Train;
}
