using TreasureMarkers.Data.Sources.LibreOfficeHelp;
using TreasureMarkers.Data.Sources.Manuals;
using TreasureMarkers.Data.Tests.Sources.Manuals;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.LibreOfficeHelp;

public class LibreOfficeHelpTests
{
    [Fact]
    public void An_example_row() => ExampleRow.Match(
        ManualFixture.Drafts(
            null, Fixture.Package("libreoffice-help-de").Provenance("MPL-2.0", "scalc/guide/row_height.html"),
            HtmlManualReader.Read(ManualFixture.OfficeHelp("en-us", "en-US")),
            HtmlManualReader.Read(ManualFixture.OfficeHelp("de", "de")))
            .First(d => d is { Kind: "manual-explain", Lang: "German" }),
        "libreoffice-help");

    [Fact]
    public void An_office_page_has_steps_items_and_no_surroundings()
    {
        var page = HtmlManualReader.Read(ManualFixture.OfficeHelp("en-us", "en-US"))!;
        Assert.Equal("Changing Row Height or Column Width", page.Title);
        Assert.Contains("Using the dialog to change the row height or column width", page.Sections.Select(s => s.Title));
        var dialog = page.Sections.First(s => s.Title.StartsWith("Using the dialog", StringComparison.Ordinal));
        Assert.Equal(
            new ManualBlock(
                ManualBlockKind.Step,
                "Start the context menu on the header at the left-hand side. You will see the commands "
                + "Row Height and Optimal row height. Choosing either opens a dialog."),
            dialog.Blocks[1]);
        Assert.Contains(
            page.Sections.SelectMany(s => s.Blocks),
            b => b.Kind == ManualBlockKind.Item && b.Text.StartsWith("Select the optimal row height", StringComparison.Ordinal));
        Assert.DoesNotContain(
            page.Sections.SelectMany(s => s.Blocks),
            b => b.Text.Contains("This page is", StringComparison.Ordinal) || b.Text.Contains("Related", StringComparison.Ordinal));
        Assert.Equal(page.Shape, HtmlManualReader.Read(ManualFixture.OfficeHelp("de", "de"))!.Shape);
    }

    [Theory]
    [InlineData("sbasic/shared/03.html", "Code")]
    [InlineData("smath/01/0309.html", "Math")]
    [InlineData("scalc/01/04060103.html", "Finance")]
    [InlineData("scalc/01/04060182.html", "Math")]
    [InlineData("swriter/guide/x.html", "Technology")]
    public void An_office_page_s_domain_is_told_by_its_place(string path, string domain) =>
        Assert.Equal(domain, LibreOfficeHelpSource.Domain(path));
}
