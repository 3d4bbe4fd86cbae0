using TreasureMarkers.Data.Sources.ManPages;
using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Tests.Sources.Manuals;

public class ManualNoticeTests
{
    private static ManualDocument Page(string title, string text) =>
        RoffReader.Read($".TH DEMO 1\n.SH NAME\ndemo \\- shows a thing\n.SH {title}\n{text}\n"
            + ".SH DESCRIPTION\nThe program shows a thing that it reads from its standard input, line by line, until there is none.\n", "English")!;

    [Theory]
    [InlineData("Copyright \u00a9 2022 Free Software Foundation, Inc. This is free software: you are free to change and redistribute it.")]
    [InlineData("Licence GPLv3+: everyone may change this program and hand it on to anyone else without any warranty.")]
    public void A_notice_of_copyright_is_left_out(string notice)
    {
        var page = ManualCleaner.Clean(Page("COPYRIGHT", notice), "English", null)!;
        Assert.DoesNotContain(page.Sections.SelectMany(s => s.Kept), b => b.Text.Contains(notice[^20..], StringComparison.Ordinal));
        Assert.Contains(page.Sections.SelectMany(s => s.Kept), b => b.Text.StartsWith("The program shows", StringComparison.Ordinal));
    }

    [Fact]
    public void The_syntax_alone_is_no_answer()
    {
        const string Syntax = "demo [OPTION]... [-T] SOURCE TARGET demo [OPTION]... SOURCE... FOLDER demo [OPTION]... -t FOLDER SOURCE...";
        var page = ManualCleaner.Clean(Page("SYNOPSIS", Syntax), "English", null)!;
        Assert.True(page.Sections.Single(s => s.Title == "Synopsis").IsSyntax);
        var rows = new ManualRows(
            new(
                "g", "Technology", "Formal", new SortedDictionary<string, ManualDocument> { ["English"] = page },
                new Dictionary<string, Provenance> { ["English"] = ReferenceContext.Origin }),
            "English", ReferenceContext.Create("seed")).All().ToArray();
        Assert.NotEmpty(rows);
        Assert.DoesNotContain(rows, r => r.Answer.StartsWith("demo [OPTION]", StringComparison.Ordinal));
    }
}
