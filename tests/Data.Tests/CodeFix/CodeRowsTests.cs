using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources.CodeFix;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Tests.CodeFix;

public class CodeRowsTests
{
    public static TheoryData<string> AllLanguages => [.. DataLanguage.All.Select(l => l.Name)];

    [Fact]
    public void A_pair_gives_fixes_an_explanation_and_a_class()
    {
        var pair = RubocopReader.Parse(Fixture.CodeFix("and_or.rb"), CodePairReaderTests.Package).First();
        var rows = new CodePairRows(pair, ["Lint", "Style"], DataLanguage.All, "seed").All().Select(Annotate).ToArray();
        Assert.Equal(["Classification", "CodeExplanation", "CodeFix"], rows.Select(r => r.Markers["task"]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(rows, r => Assert.Equal("ruby", r.Markers["code_type"]));
        Assert.All(rows.Where(r => r.Markers["task"] == "CodeFix"), r =>
        {
            Assert.Equal(pair.After, r.Messages[^1].Content);
            Assert.Contains(pair.Before, r.Messages[0].Content, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_program_is_translated_with_its_test()
    {
        var twin = new CodeTwin("c", "javascript", "int f(void) { return 1; }", "function f() { return 1; }", "Human", "g", CodePairReaderTests.Package.Provenance("MIT", "f"))
        {
            Test = new RowTest("javascript", "require('assert').equal(f(), 1);"),
        };
        var rows = new CodeTwinRows(twin, DataLanguage.All, "seed").All().Select(Annotate).ToArray();
        Assert.All(rows, r => Assert.Equal(("CodeTranslation", "javascript", twin.Test, twin.Answer), (r.Markers["task"], r.Markers["code_type"], r.Test, r.Messages[^1].Content)));
        Assert.Contains(rows, r => r.Markers["lang"] != "English");
    }

    [Theory]
    [MemberData(nameof(AllLanguages))]
    public void Every_language_has_the_same_phrases_of_the_family(string language)
    {
        var (english, phrases) = (Phrases.For("English"), Phrases.For(language));
        string[] keys = [.. english.Keys.Where(k => k.StartsWith("codefix.", StringComparison.Ordinal))];
        Assert.Equal(9, keys.Length);
        Assert.All(keys, key => Assert.Equal(english.All(key).Count, phrases.All(key).Distinct().Count()));
    }

    [Fact]
    public void Programs_lose_their_licence()
    {
        Assert.Equal("#include <x.h>\nint main() {}", PlotExampleReader.Body("// Copyright (C) 2001\n// GNU\n\n#include <x.h>\nint main() {}\n"));
        Assert.Equal("export const a = 1;", CompiledReader.Body("/** Says a. */\nexport const a = 1;\n//# sourceMappingURL=a.js.map"));
    }

    private static DataRow Annotate(TreasureMarkers.Data.Sources.RowDraft draft) =>
        new RowAnnotator(MarkerTaxonomy.Default).Annotate(draft)!;
}
