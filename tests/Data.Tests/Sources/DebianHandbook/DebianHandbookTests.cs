using TreasureMarkers.Data.Sources.Manuals;
using TreasureMarkers.Data.Tests.Sources.Manuals;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.DebianHandbook;

public class DebianHandbookTests
{
    [Fact]
    public void An_example_row() => ExampleRow.Match(
        ManualFixture.Drafts(
            "Formal", Fixture.Package("debian-handbook").Provenance("GPL-2.0-or-later OR CC-BY-SA-3.0", "sect.kernel-installation.html"),
            HtmlManualReader.Read(ManualFixture.Handbook("en-US")),
            HtmlManualReader.Read(ManualFixture.Handbook("de-DE")))
            .First(d => d.Lang == "German"),
        "debian-handbook");

    [Fact]
    public void A_handbook_s_section_loses_its_number_its_sidebar_and_its_navigation()
    {
        var page = HtmlManualReader.Read(ManualFixture.Handbook("en-US"))!;
        Assert.Equal(
            ["Installing a Kernel", "Features of a Debian Kernel Package", "Installing with dpkg"], page.Sections.Select(s => s.Title));
        Assert.StartsWith("A Debian kernel package installs the kernel image", page.Sections[1].Blocks[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            page.Sections.SelectMany(s => s.Blocks),
            b => b.Text.Contains("symbols table helps", StringComparison.Ordinal)
                || b.Text.Contains("Unix Services", StringComparison.Ordinal));
        Assert.Equal(page.Shape, HtmlManualReader.Read(ManualFixture.Handbook("de-DE"))!.Shape);
    }
}
