using TreasureMarkers.Data.Sources.CppReference;
using TreasureMarkers.Data.Sources.Manuals;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.CppReference;

public class CppReferenceTests
{
    private static readonly string Html = Fixture.Package("cppreference-doc-en-html").ReadText("usr/share/cppreference/doc/html/en/cpp/algorithm/count.html");

    private static readonly CppPage Page = CppPageReader.Read(Html)!;

    [Fact]
    public void Example_row() => ExampleRow.Match(
        new CppRows(Page, "cppreference/count", ReferenceContext.Origin, ReferenceContext.Create("1")).All().First(), "cppreference");

    [Fact]
    public void A_page_has_its_name_its_summary_and_its_sections()
    {
        Assert.Equal(("std::count, std::count_if", "std::count, std::count_if"), (Page.Document.Title, Page.Document.Command));
        Assert.Equal("Returns the number of elements in the range [first, last) satisfying specific criteria.", Page.Document.Summary);
        Assert.Equal(["Return value", "Complexity", "Exceptions", "Notes", "Example"], Page.Document.Sections.Skip(1).Where(s => s.Blocks.Count > 0).Select(s => s.Title));
        Assert.All(Page.Document.Sections.SelectMany(s => s.Blocks), b => Assert.DoesNotMatch("Run this code|From cppreference|[\u00A0\u200B]|</?(div|span|p)", b.Text));
    }

    [Fact]
    public void The_example_is_a_program_with_what_it_prints()
    {
        Assert.StartsWith("#include <algorithm>\n#include <iostream>", Page.Example!.Code, StringComparison.Ordinal);
        Assert.EndsWith("}", Page.Example.Code, StringComparison.Ordinal);
        Assert.Equal(("cpp", "number: 3 count: 2\nnumber: 5 count: 0\nnumber divisible by three: 3"), (Page.Example.CodeType, Page.Example.Output));
        Assert.Null(Page.ExampleText);
        Assert.StartsWith("template<class InputIt, class T>", Page.Implementation, StringComparison.Ordinal);
    }

    [Fact]
    public void What_another_run_may_print_is_no_answer() =>
        Assert.Null(CppPageReader.Read(Html.Replace("<p>Output:", "<p>Possible output:", StringComparison.Ordinal))!.Example!.Output);

    [Fact]
    public void Sentences_before_the_example_tell_what_it_does() => Assert.Equal(
        "The following code counts the elements that match a target value.",
        CppPageReader.Read(Html.Replace("<div class=\"t-example\">", "<p>The following code counts the elements that match a target value:</p><div class=\"t-example\">", StringComparison.Ordinal))!.ExampleText);

    [Fact]
    public void Powers_keep_their_sign() => Assert.Equal(
        "The value is 2^n and r^n-1.",
        CppPageReader.Read("""<h1>Limits</h1><div id="mw-content-text"><p>The value is 2<sup>n</sup> and r<span class="t-su">n-1<br></span>.</p><!-- NewPP -->""")!.Document.Sections[0].Blocks[0].Text);

    [Theory]
    [InlineData("std::vector::size", true)]
    [InlineData("operator==,!=(std::array)", true)]
    [InlineData("printf, fprintf", true)]
    [InlineData("Bit field", false)]
    [InlineData("Order of evaluation", false)]
    public void Names_are_what_a_page_is_asked_by(string title, bool isName)
    {
        var page = CppPageReader.Read($"<h1>{title}</h1><div id=\"mw-content-text\"><p>Some text of the page.</p><!-- NewPP -->")!;
        Assert.Equal(isName ? title : null, page.Document.Command);
    }

    [Fact]
    public void No_page_is_read_from_other_html() => Assert.Null(CppPageReader.Read("<html><body><h1>Title</h1><p>Text.</p></body></html>"));

    [Fact]
    public void A_page_s_programs_are_shown_explained_and_run()
    {
        var drafts = Enumerable.Range(0, 10).SelectMany(seed => new CppRows(Page, "cppreference/count", ReferenceContext.Origin, ReferenceContext.Create($"{seed}")).All()).ToList();
        var rows = Annotated.All(drafts);
        Assert.All(rows, r => Assert.Equal(("cpp", "Code", "Human"), (r.Markers["code_type"], r.Markers["domain"], r.Markers["source"])));
        Assert.Equal(["code-example-cpp", "code-explain-cpp", "code-generate-cpp", "code-output-cpp"], drafts.Select(d => d.Kind).Distinct().Order(StringComparer.Ordinal));
        Assert.All(drafts.Where(d => d.Kind == "code-output-cpp"), d => Assert.True(d.Answer == Page.Example!.Output && d.Prompt.Contains(Page.Example.Code, StringComparison.Ordinal)));
        Assert.All(drafts.Where(d => d.Kind == "code-example-cpp"), d => Assert.True(d.Prompt.Contains("std::count, std::count_if", StringComparison.Ordinal) && d.Answer.Contains(Page.Example!.Code, StringComparison.Ordinal)));
        Assert.Contains(drafts, d => d.Kind == "code-generate-cpp" && d.Answer.Contains(Page.Implementation!, StringComparison.Ordinal));
        Assert.Contains(drafts, d => d.Lang != "English");
        Assert.Contains(drafts, d => d.Format == "Markdown");
    }

    [Fact]
    public void Its_text_is_a_formal_manual()
    {
        var page = new ManualPage("cppreference/count", "Code", "Formal", new() { ["English"] = Page.Document }, new Dictionary<string, TreasureMarkers.Data.Provenance> { ["English"] = ReferenceContext.Origin });
        var drafts = new ManualRows(page, "English", ReferenceContext.Create("1")).All().ToList();
        Annotated.All(drafts);
        Assert.Contains(drafts, d => d.Kind == "manual-command" && d.Answer == Page.Document.Summary);
        Assert.DoesNotContain(drafts, d => d.Kind == "manual-steps");
    }
}
