using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Tests.Sources.Manuals;

public class HtmlManualReaderTests
{
    [Theory]
    [InlineData("<h1>Kapitel 9. Dienste</h1><p>Ein Text.</p>", "Dienste")]
    [InlineData("<h1>第 9 章 サービス</h1><p>文。</p>", "サービス")]
    [InlineData("<h2>8.11.2. Installing &amp; more</h2><p>Text.</p>", "Installing & more")]
    public void A_heading_s_number_is_no_title(string html, string title) => Assert.Equal(title, HtmlManualReader.Read(html)!.Title);

    [Fact]
    public void Code_keeps_its_lines_and_tables_are_left_out()
    {
        var page = HtmlManualReader.Read("<h1>T</h1><p>Run <b>it</b>:<br>now</p><pre class=\"screen\">$ a\n  b\n</pre>"
            + "<table><tr><td>cell</td></tr></table><ul><li><p>One.</p><p>More.</p></li><li><a href=\"x\">Link only</a></li></ul>")!;
        Assert.Equal(
            [new(ManualBlockKind.Paragraph, "Run it: now"), new(ManualBlockKind.Code, "$ a\n  b"), new ManualBlock(
                ManualBlockKind.Item, "One. More.")],
            page.Sections[0].Blocks);
        Assert.Null(HtmlManualReader.Read("<p>No heading.</p>"));
        Assert.Null(HtmlManualReader.ReadFile("/nowhere/at-all.html"));
    }
}
