using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Fortunes;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Fortunes;

public class FortunesTests
{
    [Fact]
    public void An_example_row()
    {
        var file = FortuneFiles.All.Single(f => f.Path == "es/arte.fortunes");
        var item = FortuneReader.Read(Fixture.Prose("arte.fortunes"), verse: false, "Spanish").First();
        var rows = new FortuneRows(
            file, item, ReferenceContext.Create("1"),
            new("fortunes-es", "1.36", FortuneFiles.Licences["fortunes-es"], "es/arte.fortunes#0"));
        ExampleRow.Match(rows.All().OfType<RowDraft>().First(d => d.Kind == "saying-author"), "fortunes");
    }

    [Fact]
    public void A_saying_loses_its_signature_and_its_cut_lines()
    {
        var items = FortuneReader.Read(Fixture.Prose("arte.fortunes"), verse: false, "Spanish").ToList();
        Assert.Equal(("No basta tener buen ingenio; lo principal es aplicarlo bien.", "Descartes"), (items[0].Text, items[0].Author));
        Assert.Contains(
            items, i => i.Text == "En parte, el arte completa lo que la naturaleza no puede elaborar y, en parte, imita a la naturaleza.");
        Assert.All(items, i => Assert.DoesNotContain("--", i.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_chinese_poem_has_title_author_and_verses_without_colours()
    {
        var poem = FortuneReader.Read(Fixture.Prose("tang300"), verse: true, "Chinese").First();
        Assert.Equal(("感遇・其一", "张九龄"), (poem.Title, poem.Author));
        Assert.StartsWith("兰叶春葳蕤，桂华秋皎洁。\n欣欣此生意", poem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_of_a_saying_share_a_group() =>
        Assert.Equal(new FortuneItem(1, null, "Know thyself!", null).Group, new FortuneItem(7, "x", "know  thyself", "Thales").Group);

    [Theory]
    [InlineData("Write to someone@example.org for the rest of it.")]
    [InlineData("Gur dhvpx oebja sbk naq gur ynml qbt jrer urer.")]
    [InlineData("/\\_/\\ ( o.o ) > ^ < ~~~~~~~~ ======== cat")]
    [InlineData("What the fuck is a thing like this doing here?")]
    [InlineData("Too short.")]
    public void What_is_not_fit_is_left_out(string text) => Assert.False(ProseFilter.IsFit(text));

    [Fact]
    public void A_saying_is_written_quoted_and_classified_in_its_style()
    {
        var file = new FortuneFile("fortunes-de", "de/zitate", "German", "quote", "wisdom", "Culture", "Custom");
        var item = new FortuneItem(
            3, null, "Was nützt es dem Menschen, wenn er Lesen und Schreiben gelernt hat, aber das Denken anderen überläßt?",
            "Ernst R. Hauschka");
        var rows = ReferenceContext.Rows(new FortuneRows(file, item, ReferenceContext.Create("1"), ReferenceContext.Origin).All());
        Assert.Superset(
            new HashSet<string> { "CreativeWriting", "OpenEnded", "QuestionAnswering", "Classification" },
            rows.Select(r => r.Markers["task"]).ToHashSet());
        Assert.Contains(rows, r => r.Messages[^1].Content == item.Text && r.Markers["style"] == "Custom");
        Assert.Contains(rows, r => r.Messages[^1].Content == item.Author);
        Assert.Single(rows.Select(r => r.Group).Distinct());
    }
}
