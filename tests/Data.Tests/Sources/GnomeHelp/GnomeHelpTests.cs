using TreasureMarkers.Data.Sources.GnomeHelp;
using TreasureMarkers.Data.Sources.Manuals;
using TreasureMarkers.Data.Tests.Sources.Manuals;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.GnomeHelp;

public class GnomeHelpTests
{
    [Fact]
    public void An_example_row() => ExampleRow.Match(
        ManualFixture.Drafts(
            null, Fixture.Package("gnome-user-docs").Provenance("CC-BY-SA-3.0", "color-whyimportant.page"),
            MallardReader.Read(ManualFixture.GnomeHelp("C", "color-whyimportant")),
            MallardReader.Read(ManualFixture.GnomeHelp("de", "color-whyimportant")))
            .First(d => d is { Kind: "manual-translate", Lang: "German" }),
        "gnome-help");

    [Fact]
    public void A_help_page_has_its_summary_steps_and_sections()
    {
        var page = MallardReader.Read(ManualFixture.GnomeHelp("C", "files-rename"))!;
        Assert.Equal(("Rename a file or folder", "Change file or folder name."), (page.Title, page.Summary));
        Assert.Equal(
            [("Rename a file or folder", 1), ("Valid characters for file names", 2), ("Common problems", 2)],
            page.Sections.Select(s => (s.Title, s.Level)));
        Assert.Equal(
            [
                ManualBlockKind.Paragraph, ManualBlockKind.Step, ManualBlockKind.Step, ManualBlockKind.Paragraph, ManualBlockKind.Paragraph,
                ManualBlockKind.Paragraph,
            ],
            page.Sections[0].Blocks.Select(b => b.Kind));
        Assert.Equal("Right-click on the item and select Rename, or select the file and press F2.", page.Sections[0].Blocks[1].Text);
        Assert.EndsWith(
            "characters in your file names: |, \\, ?, *, <, \", :, >, /.", page.Sections[1].Blocks[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_translated_help_page_has_the_shape_of_the_original()
    {
        var (english, german) = (
            MallardReader.Read(ManualFixture.GnomeHelp("C", "color-whyimportant"))!,
            MallardReader.Read(ManualFixture.GnomeHelp("de", "color-whyimportant"))!);
        Assert.Equal(english.Shape, german.Shape);
        Assert.Equal("Why is color management important?", english.Title);
        Assert.Equal("Warum ist Farbverwaltung wichtig?", german.Title);
        Assert.DoesNotContain(
            english.Sections.SelectMany(s => s.Blocks), b => b.Text.Contains("bird on a frosty wall", StringComparison.Ordinal));
    }

    /// <summary>The list as nautilus-behavior.page has it, with a note in its second item.</summary>
    [Fact]
    public void Terms_are_items_that_begin_with_what_they_explain()
    {
        const string Page = """
            <page xmlns="http://projectmallard.org/1.0/"><title>Behavior</title><p>You can choose how files are opened.</p>
            <terms>
              <item><title><gui>Action to Open Items</gui></title>
                <p>By default, clicking selects files.</p><p>You can choose otherwise.</p></item>
              <item><title>Show</title><title>Hide:</title><p>Switches it.</p><note><p>It is off at first.</p></note></item>
              <item><p>An item without a title.</p></item>
              <item><title>Nothing said</title></item>
            </terms></page>
            """;
        var section = Assert.Single(MallardReader.Read(Page)!.Sections);
        Assert.Equal(
            [
                "Action to Open Items: By default, clicking selects files. You can choose otherwise.",
                "Show, Hide: Switches it. It is off at first.", "An item without a title.",
            ],
            section.Blocks.Where(b => b.Kind == ManualBlockKind.Item).Select(b => b.Text));
    }

    [Fact]
    public void What_is_no_page_is_none()
    {
        Assert.Null(MallardReader.Read("<page xmlns=\"http://projectmallard.org/1.0/\"><p>No title.</p></page>"));
        Assert.Null(MallardReader.Read("<page xmlns=\"http://projectmallard.org/1.0/\"><title>T</title><p>&elsewhere;</p></page>"));
        Assert.Null(MallardReader.Read("no XML"));
    }
}
