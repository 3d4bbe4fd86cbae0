using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.GnomeHelp;
using TreasureMarkers.Data.Sources.ManPages;
using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Tests.Sources.Manuals;

public class ManualRowsTests
{
    private static readonly ManualPage Rename = Page(
        null, MallardReader.Read(ManualFixture.GnomeHelp("C", "files-rename"))!,
        MallardReader.Read(ManualFixture.GnomeHelp("de", "files-rename"))!);

    private static readonly ManualPage Color = Page(
        null, MallardReader.Read(ManualFixture.GnomeHelp("C", "color-whyimportant"))!,
        MallardReader.Read(ManualFixture.GnomeHelp("de", "color-whyimportant"))!);

    private static readonly ManualPage Kernel = Page(
        "Formal", HtmlManualReader.Read(ManualFixture.Handbook("en-US"))!, HtmlManualReader.Read(ManualFixture.Handbook("de-DE"))!);

    private static readonly ManualPage Rows = Page(
        null, HtmlManualReader.Read(ManualFixture.OfficeHelp("en-us", "en-US"))!,
        HtmlManualReader.Read(ManualFixture.OfficeHelp("de", "de"))!);

    private static readonly ManualPage Networks = Page(
        "Formal", RoffReader.Read(ManualFixture.Man("manpages", "man5/networks.5"), "English")!,
        RoffReader.Read(ManualFixture.Man("manpages-de", "de/man5/networks.5"), "German")!);

    [Fact]
    public void Every_row_of_every_manual_has_its_markers()
    {
        ManualPage[] pages = [Rename, Color, Kernel, Rows, Networks];
        var drafts = pages.SelectMany(Drafts).ToList();
        // A paragraph that reads as another format is dropped by the builder; all others are rows.
        var rows = Annotated.All(drafts.Where(d => ReferenceContext.Annotate(d) is not null));
        Assert.True(rows.Count * 10 >= drafts.Count * 9, $"{rows.Count} rows of {drafts.Count} drafts");
        Assert.All(
            rows,
            r => Assert.Equal(
                r.Markers["lang"] == "English",
                r.Markers["source"] is "Human" || (r.Markers["source"] is "Others" && r.Markers["lang"] == "English")));
        Assert.Equal(["Formal"], rows.Select(r => r.Markers.GetValueOrDefault("style")).OfType<string>().Distinct());
        Assert.All(drafts, d => Assert.Equal(d.Style == "Formal", d.Group is "manual/Installing a Kernel" or "manual/networks"));
    }

    [Fact]
    public void A_section_in_steps_is_a_numbered_list_of_them()
    {
        var steps = Rename.Documents["English"].Sections[0].Blocks.Where(b => b.Kind == ManualBlockKind.Step)
            .Append(new ManualBlock(ManualBlockKind.Step, "Close the window.")).ToList();
        var draft = Drafts(Page(null, new ManualDocument("Rename a file", [new("Rename a file", 1, steps)]), Rename.Documents["German"]))
            .First(d => d is { Kind: "manual-steps", Lang: "English" });
        Assert.Equal("Enumeration", Assert.Single(Annotated.All([draft])).Markers["format"]);
        Assert.Equal([.. steps.Select((s, i) => $"{i + 1}. {s.Text}")], draft.Answer.Split('\n'));
    }

    [Fact]
    public void Headings_lists_and_code_are_markdown()
    {
        var section = new ManualSection(
            "Use", 2,
            [
                new(ManualBlockKind.Paragraph, "Do this:"), new(ManualBlockKind.Step, "One."), new(ManualBlockKind.Step, "Two."),
                new(ManualBlockKind.Code, "a\nb"), new(ManualBlockKind.Item, "Point."),
            ]);
        Assert.Equal(
            "## Tool\n\nIt works.\n\n### Use\n\nDo this:\n\n1. One.\n2. Two.\n\n```\na\nb\n```\n\n- Point.",
            ManualAnswer.Markdown([new("Tool", 1, [new(ManualBlockKind.Paragraph, "It works.")]), section]));
    }

    [Fact]
    public void A_beginning_ends_before_it_is_too_long_and_with_no_bare_heading()
    {
        var paragraph = new ManualBlock(ManualBlockKind.Paragraph, string.Join(' ', Enumerable.Repeat("word", 100)));
        var document = new ManualDocument(
            "A", [new("A", 1, [paragraph]), new("B", 2, []), new("C", 2, [paragraph]), new("D", 2, [paragraph])]);
        Assert.Equal(["A"], ManualAnswer.Beginning(document, 200).Select(s => s.Title));
        Assert.Equal(4, ManualAnswer.Beginning(document, 2000).Count);
    }

    [Fact]
    public void A_command_is_explained_found_and_summed_up()
    {
        var drafts = Drafts(Networks).ToList();
        Assert.Contains(drafts, d => d is { Kind: "manual-command", Lang: "English", Answer: "Network name information." });
        Assert.Contains(
            drafts,
            d => d is { Kind: "manual-which", Lang: "German", Answer: "networks" }
                && d.Prompt.Contains("Information zu Netzwerknamen", StringComparison.Ordinal));
    }

    [Fact]
    public void A_paragraph_s_translation_stands_at_the_same_place()
    {
        var (english, german) = (Blocks(Color, "English"), Blocks(Color, "German"));
        var drafts = Drafts(Color).Where(d => d is { Kind: "manual-translate", Lang: "German" }).ToList();
        Assert.NotEmpty(drafts);
        Assert.All(drafts, d => Assert.Contains(english[german.IndexOf(d.Answer)], d.Prompt, StringComparison.Ordinal));
    }

    [Fact]
    public void Pages_of_another_shape_are_not_aligned()
    {
        var cut = Color.Documents["German"] with
        {
            Sections =
                 [Color.Documents["German"].Sections[0] with { Blocks = [.. Color.Documents["German"].Sections[0].Blocks.Skip(1)] }]
        };
        var page = Page(null, Color.Documents["English"], cut);
        Assert.Empty(new ManualTranslationRows(page, "German", ReferenceContext.Create("1")).All());
    }

    [Fact]
    public void Silent_english_personal_sections_and_holes_are_emptied()
    {
        var english = Color.Documents["English"];
        Assert.Null(ManualCleaner.Clean(english, "German", english));
        var mtrace = RoffReader.Read(ManualFixture.Man("manpages", "man1/mtrace.1"), "English")!;
        Assert.DoesNotContain(
            ManualCleaner.Clean(mtrace, "English", null)!.Sections.SelectMany(s => s.Kept),
            b => b.Text.Contains(ManualCleaner.Hole, StringComparison.Ordinal));
        var motd = RoffReader.Read(ManualFixture.Man("manpages-de", "de/man5/motd.5"), "German")!;
        Assert.Contains(motd.Sections, s => s.Blocks.Any(b => b.Text.Contains("@example.org", StringComparison.Ordinal)));
        Assert.DoesNotContain(ManualCleaner.Clean(motd, "German", null)!.Sections.SelectMany(s => s.Kept), b => b.Text.Contains('@'));
    }

    [Fact]
    public void Running_text_has_each_paragraph_once_and_is_of_a_likely_length()
    {
        var texts = new ManualTexts();
        var first = texts.Of(Rename.Documents["English"], "English").ToList();
        Assert.All(first, t => Assert.InRange(t.Length, 200, 6000));
        Assert.Contains(first, t => t.Contains("\n- Type the new name and press Enter or click Rename.", StringComparison.Ordinal));
        Assert.Empty(texts.Of(Rename.Documents["English"], "English"));
    }

    private static List<string> Blocks(ManualPage page, string language) =>
        [.. page.Documents[language].Sections.SelectMany(s => s.Blocks).Select(b => b.Text)];

    private static IEnumerable<RowDraft> Drafts(ManualPage page) =>
        page.Documents.Keys.SelectMany(language => Enumerable.Range(0, 4).SelectMany(seed =>
        new ManualRows(page, language, ReferenceContext.Create($"{seed}")).All()
            .Concat(new ManualTranslationRows(page, language, ReferenceContext.Create($"{seed}")).All())));

    private static ManualPage Page(string? style, ManualDocument english, ManualDocument german)
    {
        var documents = new SortedDictionary<string, ManualDocument>(StringComparer.Ordinal)
        {
            ["English"] = ManualCleaner.Clean(english, "English", null)!,
            ["German"] = ManualCleaner.Clean(german, "German", english)!,
        };
        return new ManualPage(
            "manual/" + english.Title, "Technology", style, documents, documents.ToDictionary(d => d.Key, _ => ReferenceContext.Origin));
    }
}
