using TreasureMarkers.Data.Sources.TestedFunctions;
using TreasureMarkers.Data.Tests.Sources.CodeFix;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.TestedFunctions;

public sealed class TestedFunctionTests : IDisposable
{
    private readonly string _cache = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    private static TestedFunction[] Of(string codeType) => codeType == "python"
        ? [.. DoctestReader.Parse(Fixture.CodeFix("recipes.py"), "recipes.py", "more_itertools", LinterReadersTests.Package, "MIT")]
        : [.. SnippetReader.Parse(Fixture.CodeFix("snippets.md"), LinterReadersTests.Package), StdlibReader.Parse(Fixture.CodeFix("dirac-delta.js"), "dirac-delta", LinterReadersTests.Package)!];

    [Fact]
    public void Example_row() => ExampleRow.Match(
        new TestedFunctionRows(Of("python").Single(f => f.Name == "take"), [], DataLanguage.All, "1").All().First(), "tested-code");

    [Fact]
    public void A_doctest_function_stands_alone_without_its_docstring()
    {
        var take = Of("python").Single(f => f.Name == "take");
        Assert.Equal("from itertools import islice, repeat\n\n\ndef take(n, iterable):\n    return list(islice(iterable, n))", take.Code);
        Assert.Equal("def take(n, iterable):", take.Signature);
        Assert.StartsWith("Return first *n* items of the iterable as a list.", take.Description, StringComparison.Ordinal);
        Assert.DoesNotContain(">>>", take.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_that_javascript_has_by_itself_is_replaced()
    {
        var delta = Of("javascript").Single(f => f.Name == "diracDelta");
        Assert.StartsWith("var isnan = Number.isNaN;\nvar PINF = Infinity;\n\nfunction diracDelta( x ) {", delta.Code, StringComparison.Ordinal);
        Assert.Equal("Evaluates the Dirac delta function.", delta.Description);
        Assert.Equal("require('assert').deepStrictEqual(diracDelta( 0.0 ), Infinity);", delta.Checks[0]);
    }

    [Theory]
    [InlineData("python", 2)]
    [InlineData("javascript", 4)]
    public async Task Right_answers_pass_and_mutants_fail(string codeType, int least)
    {
        var ct = TestContext.Current.CancellationToken;
        Assert.SkipUnless(IsThere(codeType == "python" ? "python3" : "node"), $"{codeType} is not on this machine.");
        var checking = new FunctionChecking(new CodeChecker(_cache), "seed");
        var passing = await checking.PassingAsync(codeType, Of(codeType), ct);
        Assert.True(passing.Count >= least, string.Join(' ', passing.Select(f => f.Name)));
        var mutants = await checking.MutantsAsync(codeType, passing, 10, 3, ct);
        Assert.True(mutants.Sum(m => m.Count) >= least);

        // The same verdicts as the row's own test gives: answer, line feed, test, exit code.
        Assert.Equal(0, await ExitCodeAsync(codeType, passing[0].Program(passing[0].Code), ct));
        var broken = mutants.Index().First(m => m.Item.Count > 0);
        Assert.NotEqual(0, await ExitCodeAsync(codeType, passing[broken.Index].Program(broken.Item[0]), ct));
    }

    [Theory]
    [InlineData("python", "x = 1", "x = (", "raise ValueError", "open('/tmp/never', 'w')")]
    [InlineData("javascript", "const x = 1;", "const x = ;", "throw 1;", "require('fs');")]
    public async Task The_checker_tells_what_happened_and_lets_nothing_out(string codeType, string passes, string syntax, string fails, string denied)
    {
        Assert.SkipUnless(IsThere(codeType == "python" ? "python3" : "node"), $"{codeType} is not on this machine.");
        var verdicts = await new CodeChecker(_cache).RunAsync(codeType, [passes, syntax, fails, denied], TestContext.Current.CancellationToken);
        Assert.Equal([CodeVerdict.Passes, CodeVerdict.DoesNotParse, CodeVerdict.Fails, CodeVerdict.Fails], verdicts);
    }

    [Fact]
    public void A_fault_is_never_put_into_a_string_or_comment()
    {
        var function = new TestedFunction("python", "f", "def f(a):", "", "def f(a):\n    # a + 1\n    return 'a + 1' if a > 0 else a", [], "f", LinterReadersTests.Package.Provenance("MIT", "f"));
        var mutants = CodeMutator.Mutants(function, new StableRandom("seed"), 100);
        Assert.NotEmpty(mutants);
        Assert.All(mutants, m => Assert.True(m.Contains("# a + 1\n", StringComparison.Ordinal) && m.Contains("'a + 1'", StringComparison.Ordinal) && m != function.Code));
    }

    [Fact]
    public void A_held_out_function_is_held_out_in_every_file_and_package_that_has_its_code()
    {
        string[] names = [.. Enumerable.Range(0, 1000).Select(i => $"f{i}")];
        string[] held = [.. names.Where(n => HeldOutFunctions.Contain("seed", "@stdlib/math", "base/special/" + n))];
        Assert.InRange(held.Length, 230, 370);
        Assert.All(names, n => Assert.Equal(held.Contains(n), HeldOutFunctions.HaveCodeIn("seed", "@stdlib/math", $"base/special/{n}/lib/main.js")));
        Assert.All(names, n => Assert.Equal(held.Contains(n), HeldOutFunctions.HaveCodeIn("seed", "@stdlib/number", $"float64/base/{n}/src/main.c")));
        Assert.DoesNotContain(names, n => HeldOutFunctions.Contain("seed", "libpython3.11-stdlib", n) || HeldOutFunctions.HaveCodeIn("seed", "rxjs", $"{n}/src/a.ts"));
    }

    private static bool IsThere(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private async Task<int> ExitCodeAsync(string codeType, string code, CancellationToken ct)
    {
        var file = Path.Combine(_cache, codeType == "python" ? "answer.py" : "answer.js");
        await File.WriteAllTextAsync(file, code, ct);
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(codeType == "python" ? "python3" : "node", [file]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.WaitForExitAsync(ct);
        return process.ExitCode;
    }
}
