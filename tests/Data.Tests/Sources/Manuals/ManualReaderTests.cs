using TreasureMarkers.Data.Sources.GnomeHelp;
using TreasureMarkers.Data.Sources.ManPages;
using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Tests.Sources.Manuals;

public class ManualReaderTests
{
    [Fact]
    public void A_help_page_has_its_summary_steps_and_sections()
    {
        var page = MallardReader.Read(ManualFixture.GnomeHelp("C", "files-rename"))!;
        Assert.Equal(("Rename a file or folder", "Change file or folder name."), (page.Title, page.Summary));
        Assert.Equal([("Rename a file or folder", 1), ("Valid characters for file names", 2), ("Common problems", 2)], page.Sections.Select(s => (s.Title, s.Level)));
        Assert.Equal(
            [ManualBlockKind.Paragraph, ManualBlockKind.Step, ManualBlockKind.Step, ManualBlockKind.Paragraph, ManualBlockKind.Paragraph, ManualBlockKind.Paragraph],
            page.Sections[0].Blocks.Select(b => b.Kind));
        Assert.Equal("Right-click on the item and select Rename, or select the file and press F2.", page.Sections[0].Blocks[1].Text);
        Assert.EndsWith("characters in your file names: |, \\, ?, *, <, \", :, >, /.", page.Sections[1].Blocks[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_translated_help_page_has_the_shape_of_the_original()
    {
        var (english, german) = (MallardReader.Read(ManualFixture.GnomeHelp("C", "color-whyimportant"))!, MallardReader.Read(ManualFixture.GnomeHelp("de", "color-whyimportant"))!);
        Assert.Equal(english.Shape, german.Shape);
        Assert.Equal("Why is color management important?", english.Title);
        Assert.Equal("Warum ist Farbverwaltung wichtig?", german.Title);
        Assert.DoesNotContain(english.Sections.SelectMany(s => s.Blocks), b => b.Text.Contains("bird on a frosty wall", StringComparison.Ordinal));
    }

    /// <summary>The list as nautilus-behavior.page has it, with a note in its second item.</summary>
    [Fact]
    public void Terms_are_items_that_begin_with_what_they_explain()
    {
        const string Page = """
            <page xmlns="http://projectmallard.org/1.0/"><title>Behavior</title><p>You can choose how files are opened.</p>
            <terms>
              <item><title><gui>Action to Open Items</gui></title><p>By default, clicking selects files.</p><p>You can choose otherwise.</p></item>
              <item><title>Show</title><title>Hide:</title><p>Switches it.</p><note><p>It is off at first.</p></note></item>
              <item><p>An item without a title.</p></item>
              <item><title>Nothing said</title></item>
            </terms></page>
            """;
        var section = Assert.Single(MallardReader.Read(Page)!.Sections);
        Assert.Equal(
            ["Action to Open Items: By default, clicking selects files. You can choose otherwise.", "Show, Hide: Switches it. It is off at first.", "An item without a title."],
            section.Blocks.Where(b => b.Kind == ManualBlockKind.Item).Select(b => b.Text));
    }

    [Fact]
    public void What_is_no_page_is_none()
    {
        Assert.Null(MallardReader.Read("<page xmlns=\"http://projectmallard.org/1.0/\"><p>No title.</p></page>"));
        Assert.Null(MallardReader.Read("<page xmlns=\"http://projectmallard.org/1.0/\"><title>T</title><p>&elsewhere;</p></page>"));
        Assert.Null(MallardReader.Read("no XML"));
    }

    [Fact]
    public void An_office_page_has_steps_items_and_no_surroundings()
    {
        var page = HtmlManualReader.Read(ManualFixture.OfficeHelp("en-us", "en-US"))!;
        Assert.Equal("Changing Row Height or Column Width", page.Title);
        Assert.Contains("Using the dialog to change the row height or column width", page.Sections.Select(s => s.Title));
        var dialog = page.Sections.First(s => s.Title.StartsWith("Using the dialog", StringComparison.Ordinal));
        Assert.Equal(
            new ManualBlock(ManualBlockKind.Step, "Start the context menu on the header at the left-hand side. You will see the commands Row Height and Optimal row height. Choosing either opens a dialog."),
            dialog.Blocks[1]);
        Assert.Contains(page.Sections.SelectMany(s => s.Blocks), b => b.Kind == ManualBlockKind.Item && b.Text.StartsWith("Select the optimal row height", StringComparison.Ordinal));
        Assert.DoesNotContain(page.Sections.SelectMany(s => s.Blocks), b => b.Text.Contains("This page is", StringComparison.Ordinal) || b.Text.Contains("Related", StringComparison.Ordinal));
        Assert.Equal(page.Shape, HtmlManualReader.Read(ManualFixture.OfficeHelp("de", "de"))!.Shape);
    }

    [Fact]
    public void A_handbook_s_section_loses_its_number_its_sidebar_and_its_navigation()
    {
        var page = HtmlManualReader.Read(ManualFixture.Handbook("en-US"))!;
        Assert.Equal(
            ["Installing a Kernel", "Features of a Debian Kernel Package", "Installing with dpkg"], page.Sections.Select(s => s.Title));
        Assert.StartsWith("A Debian kernel package installs the kernel image", page.Sections[1].Blocks[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Sections.SelectMany(s => s.Blocks), b => b.Text.Contains("symbols table helps", StringComparison.Ordinal) || b.Text.Contains("Unix Services", StringComparison.Ordinal));
        Assert.Equal(page.Shape, HtmlManualReader.Read(ManualFixture.Handbook("de-DE"))!.Shape);
    }

    [Theory]
    [InlineData("<h1>Kapitel 9. Dienste</h1><p>Ein Text.</p>", "Dienste")]
    [InlineData("<h1>第 9 章 サービス</h1><p>文。</p>", "サービス")]
    [InlineData("<h2>8.11.2. Installing &amp; more</h2><p>Text.</p>", "Installing & more")]
    public void A_heading_s_number_is_no_title(string html, string title) => Assert.Equal(title, HtmlManualReader.Read(html)!.Title);

    [Fact]
    public void Code_keeps_its_lines_and_tables_are_left_out()
    {
        var page = HtmlManualReader.Read("<h1>T</h1><p>Run <b>it</b>:<br>now</p><pre class=\"screen\">$ a\n  b\n</pre><table><tr><td>cell</td></tr></table><ul><li><p>One.</p><p>More.</p></li><li><a href=\"x\">Link only</a></li></ul>")!;
        Assert.Equal(
            [new(ManualBlockKind.Paragraph, "Run it: now"), new(ManualBlockKind.Code, "$ a\n  b"), new ManualBlock(ManualBlockKind.Item, "One. More.")],
            page.Sections[0].Blocks);
        Assert.Null(HtmlManualReader.Read("<p>No heading.</p>"));
        Assert.Null(HtmlManualReader.ReadFile("/nowhere/at-all.html"));
    }

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
            "This file is read by the route(8) and netstat(8) utilities. Only Class A, B, or C networks are supported, partitioned networks (i.e., network/26 or network/28) are not supported by this file.",
            page.Sections[0].Blocks[^1].Text);
    }

    [Fact]
    public void A_synopsis_is_code_and_an_address_leaves_a_hole()
    {
        var page = RoffReader.Read(ManualFixture.Man("manpages", "man1/mtrace.1"), "English")!;
        Assert.Equal([new ManualBlock(ManualBlockKind.Code, "mtrace [option]... [binary] mtracedata")], page.Sections.Single(s => s.Title == "Synopsis").Blocks);
        Assert.Equal(["--help: Print help and exit.", "--version: Print version information and exit."], page.Sections.Single(s => s.Title == "Options").Blocks.Select(b => b.Text));
        Assert.Contains(page.Sections.Single(s => s.Title == "Bugs").Blocks, b => b.Text == ManualCleaner.Hole);
    }

    [Fact]
    public void A_translated_manual_page_is_read_with_its_escapes()
    {
        var page = RoffReader.Read(ManualFixture.Man("manpages-de", "de/man5/networks.5"), "German")!;
        Assert.Equal(("networks", "Information zu Netzwerknamen"), (page.Command, page.Summary));
        Assert.Equal("Beschreibung", page.Sections[0].Title);
        Assert.StartsWith("Die ASCII-Datei /etc/networks beschreibt bekannte DARPA-Netzwerke", page.Sections[0].Blocks[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".so man1/other.1\n")]
    [InlineData(".Dd today\n.Dt LS 1\n.Sh NAME\n")]
    [InlineData(".TH x 1\n.SH NAME\nno dash here\n.SH DESCRIPTION\nText.\n")]
    public void A_pointer_and_other_macros_are_no_page(string text) => Assert.Null(RoffReader.Read(text, "English"));

    [Fact]
    public void Macros_tables_and_definitions_of_a_page_are_understood()
    {
        var page = RoffReader.Read(".TH x 1\n.SH NAME\nx \\- does it\n.SH DESCRIPTION\n.de ZZ\nhidden\n..\nA \\fBbold\\fP\n.IR word ,\nand \\(bu.\n.TS\nl l.\ncell\n.TE\n.IP \\(bu\nA point.\n.IP key\nA term.\n.ZZ\nlost\n", "English")!;
        Assert.Equal(["A bold word, and •.", "A point.", ManualCleaner.Hole], page.Sections[0].Blocks.Select(b => b.Text));
    }
}
