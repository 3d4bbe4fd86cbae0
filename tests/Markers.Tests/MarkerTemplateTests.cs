using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Markers.Tests;

public class MarkerTemplateTests
{
    private static readonly MarkerTaxonomy Taxonomy = MarkerTaxonomy.Default;

    [Fact]
    public void The_text_is_the_papers()
    {
        var set = MarkerSet.Create(Taxonomy, [new("lang", "German"), new("length_tokens", "199")]);

        Assert.Equal("<MARKER_LIST> <length_tokens> 199 </length_tokens> <lang> German </lang> </MARKER_LIST>", MarkerTemplate.Render(set));
        Assert.Equal("<MARKER_LIST> </MARKER_LIST>", MarkerTemplate.Render(MarkerSet.Empty(Taxonomy)));
    }

    [Fact]
    public void What_is_rendered_reads_back_whatever_follows()
    {
        Prop.ForAll(Generators.Sets.ToArbitrary(), Generators.BrokenTexts.ToArbitrary(), (set, rest) =>
        {
            var list = MarkerTemplate.Render(set);

            Assert.True(MarkerTemplate.TryParsePrefix(Taxonomy, list + rest, out var parsed, out var consumed));

            Assert.Equal(set, parsed);
            Assert.Equal(list.Length, consumed);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_beginning_of_a_list_is_no_list()
    {
        Prop.ForAll(Generators.Sets.ToArbitrary(), set =>
        {
            var list = MarkerTemplate.Render(set);
            for (var length = 0; length < list.Length; length++)
            {
                Assert.False(MarkerTemplate.TryParsePrefix(Taxonomy, list[..length], out var parsed, out var consumed));
                Assert.Equal((0, 0), (parsed.Count, consumed));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Categories_may_come_in_any_order()
    {
        const string List = "<MARKER_LIST> <lang> German </lang> <quality> 007.50 </quality> </MARKER_LIST>";

        Assert.True(MarkerTemplate.TryParsePrefix(Taxonomy, List, out var set, out var consumed));

        Assert.Equal(List.Length, consumed);
        Assert.Equal("<MARKER_LIST> <quality> 7.5 </quality> <lang> German </lang> </MARKER_LIST>", MarkerTemplate.Render(set));
    }

    [Theory]
    [InlineData(" <MARKER_LIST> </MARKER_LIST>")]
    [InlineData("<marker_list> </marker_list>")]
    [InlineData("<MARKER_LIST></MARKER_LIST>")]
    [InlineData("<MARKER_LIST>  </MARKER_LIST>")]
    [InlineData("<MARKER_LIST> <lang> Klingon </lang> </MARKER_LIST>")]
    [InlineData("<MARKER_LIST> <lang> german </lang> </MARKER_LIST>")]
    [InlineData("<MARKER_LIST> <lang> German </style> </MARKER_LIST>")]
    [InlineData("<MARKER_LIST> <lang> German</lang> </MARKER_LIST>")]
    [InlineData("<MARKER_LIST> <colour> red </colour> </MARKER_LIST>")]
    [InlineData("<MARKER_LIST> <lang> German </lang> <lang> French </lang> </MARKER_LIST>")]
    [InlineData("<MARKER_LIST> <length_tokens>  </length_tokens> </MARKER_LIST>")]
    [InlineData("<MARKER_LIST> <length_tokens> 1.5 </length_tokens> </MARKER_LIST>")]
    [InlineData("<MARKER_LIST> <length_tokens> -1 </length_tokens> </MARKER_LIST>")]
    [InlineData("<MARKER_LIST> <quality> 1.2.3 </quality> </MARKER_LIST>")]
    [InlineData("<MARKER_LIST> <quality> . </quality> </MARKER_LIST>")]
    [InlineData("<MARKER_LIST> <quality> 00000000000000001 </quality> </MARKER_LIST>")]
    public void What_is_not_exactly_a_list_is_text(string text)
    {
        Assert.False(MarkerTemplate.TryParsePrefix(Taxonomy, text, out var set, out var consumed));
        Assert.Empty(set);
        Assert.Equal(0, consumed);
    }

    [Fact]
    public void Values_that_begin_with_one_another_are_told_apart()
    {
        Assert.All(Taxonomy["code_type"].Values, value =>
        {
            Assert.True(MarkerTemplate.TryParsePrefix(Taxonomy, $"<MARKER_LIST> <code_type> {value} </code_type> </MARKER_LIST>", out var set, out _));
            Assert.Equal(value, set["code_type"]);
        });
    }
}
