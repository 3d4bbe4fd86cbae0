using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Puzzles;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests.Sources.Puzzles;

public class PuzzleTests
{
    private static readonly Dictionary<string, string> NoCatalogue = [];

    private static readonly Puzzle[] Analogies = [.. AnalogyReader.Read(Fixture.Puzzles("verbal_analogies.xml"))];

    private static readonly Puzzle[] Games = [.. GameReader.Read(Fixture.Puzzles("games.xml"), "seed", 6)];

    [Fact]
    public void An_analogy_has_its_answers_and_its_reason()
    {
        Assert.Equal("Cycling", Analogies[0].Right.English);
        Assert.Equal(["Golf", "Basketball", "Tennis"], Analogies[0].Wrong.Select(w => w.English));
        Assert.Equal("It is the only one that does not use a ball in the game.", Analogies[0].Rationale!.English);
        Assert.Equal([false, true, true], Analogies.Select(a => a.IsPair));
    }

    [Fact]
    public void A_game_that_asks_about_its_picture_is_left_out() => Assert.DoesNotContain(Games, g => g.Id == "Lever");

    [Fact]
    public void Every_draw_of_a_game_has_the_right_result()
    {
        Assert.All(Games.Where(g => g.Id == "Horse race"), g =>
        {
            Assert.Equal(2 * g.Numbers["men"] + 4 * g.Numbers["horses"], g.Numbers["legs"]);
            Assert.Equal(g.Numbers["horses"].ToString(), g.Right.In("English", NoCatalogue, g.Numbers));
        });
        Assert.All(Games.Where(g => g.Id == "Warehouse"), g => Assert.Equal(
            1, g.Numbers["answer_a"] * (1 / g.Numbers["john_time"] + 1 / g.Numbers["friend"]), 6));
        Assert.All(Games.Where(g => g.Id == "Two men"), g => Assert.Equal(
            g.Numbers["answer_a"], 2 * Math.Sqrt(Math.Pow(g.Numbers["dist_a"], 2) + Math.Pow(g.Numbers["dist_b"], 2))));
    }

    [Theory]
    [InlineData("int a = 7 / 2;", "a", 3)]
    [InlineData("double a = 7 / 2.0;", "a", 3.5)]
    [InlineData("double b = 7; double a = b / 2;", "a", 3.5)]
    [InlineData("int a = (int) Math.Pow (10, 4) - 2 * (3 + 1);", "a", 9992)]
    [InlineData("int [] x = new int [] {4, -5, 6}; // a list\nint i = x.Length - 2; int a = x [i];", "a", -5)]
    public void Numbers_are_computed_as_the_game_computes_them(string declarations, string name, double value) =>
        Assert.Equal(value, GameVariables.Draw(declarations, new StableRandom("s"))[name]);

    [Fact]
    public void What_is_not_understood_is_an_error() => Assert.Throws<SourceException>(() => GameVariables.Draw("string s = \"x\";", new StableRandom("s")));

    [Theory]
    [InlineData("Russian", 1, 0)]
    [InlineData("Russian", 22, 1)]
    [InlineData("Russian", 12, 2)]
    [InlineData("Polish", 21, 2)]
    [InlineData("Czech", 5, 2)]
    [InlineData("French", 0, 0)]
    [InlineData("Romanian", 119, 1)]
    [InlineData("Arabic", 11, 4)]
    [InlineData("Japanese", 5, 0)]
    public void The_plural_goes_with_the_number(string language, int count, int form) => Assert.Equal(form, PluralForm.Of(language, count));

    [Fact]
    public void A_translation_is_found_by_both_forms_and_filled()
    {
        var text = new PuzzleText("[n] year", "[n] years", "n");
        var german = new Dictionary<string, string> { ["gbrainy:[n] year\0[n] years"] = "[n] Jahr\0[n] Jahre" };
        Assert.Equal("3 Jahre", text.In("German", german, new Dictionary<string, double> { ["n"] = 3 }));
        Assert.Equal("1 Jahr", text.In("German", german, new Dictionary<string, double> { ["n"] = 1 }));
        Assert.Null(text.In("German", german, new Dictionary<string, double> { ["n"] = 1.5 }));
        Assert.Null(text.In("Polish", NoCatalogue, new Dictionary<string, double> { ["n"] = 3 }));
    }

    [Fact]
    public void Every_row_measures_as_its_maker_says()
    {
        RowDraft[] drafts = [.. Analogies.Concat(Games).SelectMany(p => new PuzzleRows(p, "English", NoCatalogue, ReferenceContext.Create("seed"), ReferenceContext.Origin).All())];
        Assert.All(drafts, draft => Assert.NotNull(ReferenceContext.Annotate(draft)));
        Assert.Contains(drafts, d => d.Format == "MCQAnswer");
        Assert.Contains(drafts, d => d.Answer == "Step 1: It is the only one that does not use a ball in the game.\nStep 2: The answer is Cycling.");
        Assert.All(drafts.Where(d => d.Kind == "puzzle-steps"), d => Assert.Equal("ChainOfThought", FormatDetector.Detect(d.Answer)));
        Assert.All(drafts, d => Assert.DoesNotContain('[', d.Prompt + d.Answer));
        Assert.All(drafts.GroupBy(d => d.Group), g => Assert.Single(g.Select(d => d.Split).Distinct()));
    }
}
