using TreasureMarkers.Data.Sources.Code;
using TreasureMarkers.Data.Sources.Javadoc;
using TreasureMarkers.Data.Sources.Manuals;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Javadoc;

public class JavadocTests
{
    private const string Name = "java.util.StringJoiner";

    private static readonly string Java = Fixture.Package("openjdk-17-source").ReadText("usr/lib/jvm/openjdk-17/lib/src.zip/java.base/java/util/StringJoiner.java");

    private static readonly ManualDocument Page = JavadocReader.Read(Name, Java)!;

    [Fact]
    public void Example_row() => ExampleRow.Match(
        new CodeRows(
            CodeUnitReader.Read(CodeSyntax.All.Single(s => s.CodeType == "java"), Java).First(), "javadoc/StringJoiner.java",
            ReferenceContext.Origin, ReferenceContext.Create("1")).All().First(), "javadoc");

    [Fact]
    public void A_type_s_page_has_its_description_and_its_methods()
    {
        Assert.Equal((Name, Name), (Page.Title, Page.Command));
        Assert.Equal("StringJoiner is used to construct a sequence of characters separated by a delimiter and optionally starting with a supplied prefix and ending with a supplied suffix.", Page.Summary);
        Assert.Equal(
            [Name, "StringJoiner(CharSequence delimiter)", "StringJoiner(CharSequence delimiter, CharSequence prefix, CharSequence suffix)",
                "setEmptyValue(CharSequence emptyValue)", "toString()", "add(CharSequence newElement)", "merge(StringJoiner other)"],
            Page.Sections.Select(s => s.Title));
        Assert.All(Page.Sections.Skip(1), s => Assert.Equal(2, s.Level));
    }

    [Fact]
    public void Inline_tags_are_text_and_block_tags_are_left_out()
    {
        var description = Page.Sections[0].Blocks;
        Assert.Contains("StringJoiner sj = new StringJoiner(\":\", \"[\", \"]\");", Assert.Single(description, b => b.Text.Contains("George\")", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
        Assert.Equal(2, description.Count(b => b.Kind == ManualBlockKind.Code));
        Assert.Contains(description, b => b.Text.Contains("using java.util.stream.Collectors.joining(CharSequence). For example:", StringComparison.Ordinal));
        Assert.StartsWith("A StringJoiner is empty if add() has never been called", Page.Sections[^1].Blocks[1].Text, StringComparison.Ordinal);
        Assert.All(Page.Sections.SelectMany(s => s.Blocks), b => Assert.DoesNotMatch(@"\{@|@(param|return|throws|see|since)|</?[a-z]", b.Text));
    }

    [Fact]
    public void A_page_s_rows_and_texts_are_read_back()
    {
        var page = new ManualPage("javadoc/s", "Code", "Formal", new SortedDictionary<string, ManualDocument> { ["English"] = Page }, new Dictionary<string, Provenance> { ["English"] = ReferenceContext.Origin });
        var drafts = new ManualRows(page, "English", ReferenceContext.Create("1")).All().ToList();
        Annotated.All(drafts);
        Assert.All(drafts, d => Assert.Equal(("Code", "Human"), (d.Domain, d.Source)));
        Assert.Contains(drafts, d => d.Kind == "manual-command" && d.Answer == Page.Summary && d.Prompt.Contains(Name, StringComparison.Ordinal));
        Assert.Contains(drafts, d => d.Kind == "manual-explain" && d.Prompt.Contains(Name + ": setEmptyValue(CharSequence emptyValue)", StringComparison.Ordinal));
        // A summary that names the type would give the answer away.
        Assert.DoesNotContain(drafts, d => d.Kind == "manual-which");
        // A text that begins with its own summary is no exercise.
        Assert.DoesNotContain(drafts, d => d.Kind == "manual-summary");
        Assert.All(drafts, d => Assert.DoesNotContain($"{Name}: {Name}", d.Prompt, StringComparison.Ordinal));
        Assert.StartsWith(Name + "\n\nStringJoiner is used", new ManualTexts().Of(Page, "English").First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_documented_methods_are_code()
    {
        var units = CodeUnitReader.Read(CodeSyntax.All.Single(s => s.CodeType == "java"), Java).ToList();
        Assert.Equal(["StringJoiner(CharSequence", "StringJoiner(CharSequence", "setEmptyValue", "String toString", "add(", "merge("],
            units.Select(u => new[] { "StringJoiner(CharSequence", "setEmptyValue", "String toString", "add(", "merge(" }.First(n => u.Signature.Contains(n, StringComparison.Ordinal))));
        Assert.Contains(units, u => u.Doc.Contains("is empty if add() has never been called", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_files_under_the_classpath_exception_are_used()
    {
        Assert.True(JavadocReader.IsClasspath(Java));
        Assert.False(JavadocReader.IsClasspath(Java.Replace("\"Classpath\" exception", "", StringComparison.Ordinal)));
        Assert.False(JavadocReader.IsClasspath("/* Licensed under the Apache License, Version 2.0 */"));
    }

    [Fact]
    public void A_type_that_is_not_public_has_no_page() => Assert.Null(JavadocReader.Read(Name, Java.Replace("public final class", "final class", StringComparison.Ordinal)));
}
