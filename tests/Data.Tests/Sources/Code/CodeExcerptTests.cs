using TreasureMarkers.Data.Sources.Code;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Code;

/// <summary>The definitions of real files, one of each way in which languages document and end them.</summary>
public class CodeExcerptTests
{
    [Fact]
    public void Example_row() => ExampleRow.Match(
        new CodeRows(
            Read("go", "golang-1.19-src", "usr/share/go-1.19/src/container/ring/ring.go").Units[0], "code/golang-1.19-src/ring.go",
            ReferenceContext.Origin, ReferenceContext.Create("1")).All().First(), "code");

    [Theory]
    [InlineData("python", "libpython3.11-stdlib", "usr/lib/python3.11/graphlib.py", "    def static_order(self):", 2)]
    [InlineData("go", "golang-1.19-src", "usr/share/go-1.19/src/container/ring/ring.go", "func (r *Ring) Next() *Ring {", 1)]
    [InlineData("ruby", "libruby3.1", "usr/lib/ruby/3.1.0/abbrev.rb", "def abbrev(pattern = nil)", 1)]
    [InlineData("rust", "rust-src", "usr/src/rustc-1.63.0/library/core/src/num/flt2dec/estimator.rs", "pub fn estimate_scaling_factor(mant: u64, exp: i16) -> i16 {", 1)]
    [InlineData("php", "php-symfony-string", "usr/share/php/Symfony/Component/String/LazyString.php", "final public static function isStringable($value): bool", 2)]
    [InlineData("cpp", "llvm-14-dev", "usr/include/llvm-14/llvm/ADT/SetOperations.h", "bool set_union(S1Ty &S1, const S2Ty &S2) {", 1)]
    [InlineData("shell", "dracut-core", "usr/lib/dracut/dracut-functions.sh", "is_func() {", 1)]
    [InlineData("typescript", "rxjs", "src/internal/util/arrRemove.ts", "export function arrRemove<T>(arr: T[] | undefined | null, item: T) {", 1)]
    public void A_real_file_s_documented_definitions_are_read(string type, string package, string path, string signature, int count)
    {
        var (syntax, units) = Read(type, package, path);
        Assert.Equal(count, units.Count);
        var unit = Assert.Single(units, u => u.Signature == signature.Trim());
        Assert.StartsWith(signature.Trim(), unit.Code, StringComparison.Ordinal);
        Assert.Equal(signature.Trim(), File.ReadAllLines(Fixture.Package(package).At(path))[unit.Line - 1].Trim());
        Assert.All(units, u => Assert.Matches(@"^\p{L}.*[.!]$", u.Doc.ReplaceLineEndings(" ")));
        Assert.All(units, u => Assert.True(syntax.End != BodyEnd.Brace || u.Code.Count(c => c == '{') == u.Code.Count(c => c == '}'), u.Code));
    }

    [Theory]
    [InlineData("python", "libpython3.11-stdlib", "usr/lib/python3.11/graphlib.py")]
    [InlineData("go", "golang-1.19-src", "usr/share/go-1.19/src/container/ring/ring.go")]
    [InlineData("rust", "rust-src", "usr/src/rustc-1.63.0/library/core/src/num/flt2dec/estimator.rs")]
    [InlineData("typescript", "rxjs", "src/internal/util/arrRemove.ts")]
    [InlineData("java", "@capacitor/android", "capacitor/src/main/java/com/getcapacitor/App.java")]
    [InlineData("kotlin", "expo-modules-core", "android/src/main/java/expo/modules/kotlin/sharedobjects/SharedObject.kt")]
    [InlineData("swift", "expo-modules-core", "ios/Utilities/SceneGeometry.swift")]
    [InlineData("csharp", "com.cysharp.unitask", "Runtime/Triggers/AsyncTriggerExtensions.cs")]
    [InlineData("sql", "postgresql-15", "usr/share/postgresql/15/extension/intagg--1.1.sql")]
    [InlineData("c", "@stdlib/math", "base/assert/is-nan/src/is_nan.c")]
    [InlineData("javascript", "@stdlib/math", "base/assert/is-nan/lib/main.js")]
    public void A_definition_is_written_and_explained(string type, string package, string path)
    {
        var (_, units) = Read(type, package, path);
        var drafts = Enumerable.Range(0, 20).SelectMany(seed => units.SelectMany(u => new CodeRows(u, "code/file", ReferenceContext.Origin, ReferenceContext.Create($"{seed}")).All())).ToList();
        var rows = Annotated.All(drafts);
        Assert.All(rows, r => Assert.Equal((type, "Code"), (r.Markers["code_type"], r.Markers["domain"])));
        Assert.Contains(rows, r => r.Markers.GetValueOrDefault("format") == "Markdown" && r.Messages[^1].Content.StartsWith($"```{type}\n", StringComparison.Ordinal));
        Assert.All(drafts.Where(d => d is { Task: "CodeGeneration", Format: null }), d => Assert.Contains(units, u => u.Code == d.Answer && d.Prompt.Contains(u.Doc, StringComparison.Ordinal)));
        Assert.All(drafts.Where(d => d.Task == "CodeExplanation"), d => Assert.Contains(units, u => u.Doc == d.Answer && d.Prompt.Contains(u.Code, StringComparison.Ordinal)));
    }

    /// <summary>Kotlin's functions of one expression have no braces; those of the next definition are none of theirs.</summary>
    [Fact]
    public void A_function_of_one_expression_does_not_run_on_into_the_next()
    {
        Assert.Empty(Read("kotlin", "expo-modules-core", "android/src/main/java/expo/modules/kotlin/jni/JavaScriptArrayBuffer.kt").Units);
        Assert.All(Read("kotlin", "expo-modules-core", "android/src/main/java/expo/modules/kotlin/sharedobjects/SharedObject.kt").Units, u => Assert.Single(System.Text.RegularExpressions.Regex.Matches(u.Code, @"\bfun ")));
    }

    [Fact]
    public void Markup_of_the_documentation_is_none_of_its_prose()
    {
        var (_, units) = Read("python", "libpython3.11-stdlib", "usr/lib/python3.11/graphlib.py");
        Assert.EndsWith("If any cycle is detected, CycleError will be raised.", units[1].Doc, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_groups_but_rare_languages_definitions_are()
    {
        var unit = new CodeUnit("go", "Doc.", "func A() {", "func A() {\n}", 1);
        Assert.Equal("code/golang-1.19-src/src/a.go", CodeSource.Group(new("go", "golang-1.19-src", null, "BSD-3-Clause"), "src/a.go", unit));
        Assert.Equal("code/typescript/func A() {", CodeSource.Group(new("typescript", "rxjs", "7.8.1", "Apache-2.0"), "src/a.ts", unit));
        Assert.Equal("code/@stdlib/package/base/sin", CodeSource.Group(new("c", "@stdlib/math", "0.4.1", "Apache-2.0"), "package/base/sin/src/main.c", unit));
    }

    private static (CodeSyntax Syntax, IReadOnlyList<CodeUnit> Units) Read(string type, string package, string path)
    {
        var syntax = CodeSyntax.All.Single(s => s.CodeType == type);
        return (syntax, [.. CodeUnitReader.Read(syntax, Fixture.Package(package).ReadText(path))]);
    }
}
