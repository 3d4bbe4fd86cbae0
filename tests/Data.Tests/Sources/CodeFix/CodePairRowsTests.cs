using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources.CodeFix;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.CodeFix;

public class CodePairRowsTests
{
    public static TheoryData<string> AllLanguages => [.. DataLanguage.All.Select(l => l.Name)];

    [Fact]
    public void Example_row() => ExampleRow.Match(
        new CodePairRows(
            RubocopReader.Parse(Fixture.CodeFix("and_or.rb"), LinterReadersTests.Package).First(), [], DataLanguage.All, "1").All().First(), "codefix");

    [Fact]
    public void A_pair_gives_fixes_an_explanation_and_a_class()
    {
        var pair = RubocopReader.Parse(Fixture.CodeFix("and_or.rb"), LinterReadersTests.Package).First();
        var rows = new CodePairRows(pair, ["Lint", "Style"], DataLanguage.All, "seed").All().Select(Annotate).ToArray();
        Assert.Equal(["Classification", "CodeExplanation", "CodeFix"], rows.Select(r => r.Markers["task"]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(rows, r => Assert.Equal("ruby", r.Markers["code_type"]));
        Assert.All(rows.Where(r => r.Markers["task"] == "CodeFix"), r =>
        {
            Assert.Equal(pair.After, r.Messages[^1].Content);
            Assert.Contains(pair.Before, r.Messages[0].Content, StringComparison.Ordinal);
        });
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

    private static DataRow Annotate(TreasureMarkers.Data.Sources.RowDraft draft) =>
        RowAssembler.Annotate(draft)!;
}
