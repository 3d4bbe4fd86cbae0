using TreasureMarkers.Data.Sources.ManPages;
using TreasureMarkers.Data.Sources.Manuals;
using TreasureMarkers.Data.Tests.Sources.Manuals;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.ManPages;

public class ManPagesTests
{
    [Fact]
    public void An_example_row() => ExampleRow.Match(
        ManualFixture.Drafts(
            "Formal", Fixture.Package("manpages-de").Provenance("GPL-3.0-or-later", "networks.5"),
            RoffReader.Read(ManualFixture.Man("manpages", "man5/networks.5"), "English"),
            RoffReader.Read(ManualFixture.Man("manpages-de", "de/man5/networks.5"), "German"))
            .First(d => d is { Kind: "manual-command", Lang: "German" }),
        "manpages");

    [Fact]
    public void A_manual_page_says_what_it_describes_and_lists_its_terms()
    {
        var page = RoffReader.Read(ManualFixture.Man("manpages", "man5/networks.5"), "English")!;
        Assert.Equal(("networks", "networks", "network name information"), (page.Title, page.Command, page.Summary));
        Assert.Equal(["Description", "Files", "See also"], page.Sections.Select(s => s.Title));
        var items = page.Sections[0].Blocks.Where(b => b.Kind == ManualBlockKind.Item).ToList();
        Assert.Equal(3, items.Count);
        Assert.Equal("aliases: Optional aliases for the network.", items[2].Text);
        Assert.Equal(
            "This file is read by the route(8) and netstat(8) utilities. Only Class A, B, or C networks are supported, "
            + "partitioned networks (i.e., network/26 or network/28) are not supported by this file.",
            page.Sections[0].Blocks[^1].Text);
    }

    [Fact]
    public void A_synopsis_is_code_and_an_address_leaves_a_hole()
    {
        var page = RoffReader.Read(ManualFixture.Man("manpages", "man1/mtrace.1"), "English")!;
        Assert.Equal(
            [new ManualBlock(ManualBlockKind.Code, "mtrace [option]... [binary] mtracedata")],
            page.Sections.Single(s => s.Title == "Synopsis").Blocks);
        Assert.Equal(
            ["--help: Print help and exit.", "--version: Print version information and exit."],
            page.Sections.Single(s => s.Title == "Options").Blocks.Select(b => b.Text));
        Assert.Contains(page.Sections.Single(s => s.Title == "Bugs").Blocks, b => b.Text == ManualCleaner.Hole);
    }

    [Fact]
    public void A_translated_manual_page_is_read_with_its_escapes()
    {
        var page = RoffReader.Read(ManualFixture.Man("manpages-de", "de/man5/networks.5"), "German")!;
        Assert.Equal(("networks", "Information zu Netzwerknamen"), (page.Command, page.Summary));
        Assert.Equal("Beschreibung", page.Sections[0].Title);
        Assert.StartsWith(
            "Die ASCII-Datei /etc/networks beschreibt bekannte DARPA-Netzwerke", page.Sections[0].Blocks[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".so man1/other.1\n")]
    [InlineData(".Dd today\n.Dt LS 1\n.Sh NAME\n")]
    [InlineData(".TH x 1\n.SH NAME\nno dash here\n.SH DESCRIPTION\nText.\n")]
    public void A_pointer_and_other_macros_are_no_page(string text) => Assert.Null(RoffReader.Read(text, "English"));

    [Fact]
    public void Macros_tables_and_definitions_of_a_page_are_understood()
    {
        var page = RoffReader.Read(".TH x 1\n.SH NAME\nx \\- does it\n.SH DESCRIPTION\n.de ZZ\nhidden\n..\n"
            + "A \\fBbold\\fP\n.IR word ,\nand \\(bu.\n.TS\nl l.\ncell\n.TE\n"
            + ".IP \\(bu\nA point.\n.IP key\nA term.\n.ZZ\nlost\n", "English")!;
        Assert.Equal(["A bold word, and •.", "A point.", ManualCleaner.Hole], page.Sections[0].Blocks.Select(b => b.Text));
    }
}
