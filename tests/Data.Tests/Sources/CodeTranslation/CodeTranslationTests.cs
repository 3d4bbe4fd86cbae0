using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources.CodeTranslation;

namespace TreasureMarkers.Data.Tests.Sources.CodeTranslation;

public class CodeTranslationTests
{
    [Fact]
    public void Example_row() => ExampleRow.Match(
        new CodeTwinRows(
            new CodeTwin("typescript", "javascript", "let a: number = 1;", "let a = 1;", "Others", "codefix/rxjs/a", ReferenceContext.Origin),
            DataLanguage.All, "1").All().First(), "code-translation");

    [Fact]
    public void A_program_is_translated_with_its_test()
    {
        var twin = new CodeTwin("c", "javascript", "int f(void) { return 1; }", "function f() { return 1; }", "Human", "g", new Provenance("package", "1.0", "MIT", "f"))
        {
            Test = new RowTest("javascript", "require('assert').equal(f(), 1);"),
        };
        var rows = new CodeTwinRows(twin, DataLanguage.All, "seed").All().Select(draft => RowAssembler.Annotate(draft)!).ToArray();
        Assert.All(rows, r => Assert.Equal(("CodeTranslation", "javascript", twin.Test, twin.Answer), (r.Markers["task"], r.Markers["code_type"], r.Test, r.Messages[^1].Content)));
        Assert.Contains(rows, r => r.Markers["lang"] != "English");
    }

    [Fact]
    public void Programs_lose_their_licence()
    {
        Assert.Equal("#include <x.h>\nint main() {}", PlotExampleReader.Body("// Copyright (C) 2001\n// GNU\n\n#include <x.h>\nint main() {}\n"));
        Assert.Equal("export const a = 1;", CompiledReader.Body("/** Says a. */\nexport const a = 1;\n//# sourceMappingURL=a.js.map"));
    }
}
