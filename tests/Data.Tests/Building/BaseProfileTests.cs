using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Control;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Tests.Building;

public class BaseProfileTests
{
    [Fact]
    public void Ten_languages_beside_English_three_of_them_not_in_Latin_script()
    {
        Assert.Equal(11, BaseProfile.Languages.Count);
        Assert.Equal(["Chinese", "Japanese", "Russian"], BaseProfile.Languages.Select(l => l.Name).Where(l => l is "Chinese" or "Japanese" or "Russian").Order());
    }

    [Fact]
    public void Every_kind_that_is_taken_is_made_by_a_source()
    {
        var made = DataSources.Base.SelectMany(s => s.RowCaps.Keys).Distinct().ToList();
        Assert.All(BaseProfile.Kinds, kind => Assert.Contains(made, m => m == kind || (kind[^1] == '-' && m.StartsWith(kind, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("control-set", "English", "control-set")]
    [InlineData("control-clearOne", "English", "control-")]
    public void The_longest_name_of_a_kind_decides(string kind, string language, string listed) =>
        Assert.Equal(BaseProfile.Cap(listed, language), BaseProfile.Cap(kind, language));

    [Fact]
    public void What_is_not_listed_is_left_out() => Assert.Equal(0, BaseProfile.Cap("bible-modern", "English"));

    [Theory]
    [InlineData("German", "Das ist ein Satz in deutscher Sprache, der lang genug ist.", true)]
    [InlineData("Korean", "한국어로 쓴 문장입니다.", false)]
    [InlineData("German", "Das ist ein Satz in deutscher Sprache.\nThis line was left in English, and nobody asked for it at all.", false)]
    public void An_answer_is_in_its_language_line_by_line(string language, string answer, bool offered) =>
        Assert.Equal(offered, BaseProfile.Offers(new RowDraft("k", "g", language, "Explanation", null, null, "Human", "?", answer, ReferenceContext.Origin)));

    [Fact]
    public void Plain_requests_set_what_the_taxonomy_allows_and_name_it_in_words()
    {
        for (var i = 0; i < 500; i++)
        {
            var random = new StableRandom("plain", i.ToString());
            var row = ControlRows.Plain(PlainRequests.Draw(random, BaseProfile.Languages), random);
            var call = Assert.Single(row.Calls!);
            var set = MarkerSet.Create(MarkerTaxonomy.Default, call.Arguments.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!)));
            Assert.InRange(set.Count, 1, 3);
            Assert.Contains(row.Tools!, t => t.Name == call.Name);
            Assert.True(set.FirstOrDefault(m => m.Key == "lang").Value is not { } lang || row.Prompt.Contains(lang, StringComparison.Ordinal), row.Prompt);
            Assert.DoesNotContain('{', row.Prompt);
        }
    }
}
