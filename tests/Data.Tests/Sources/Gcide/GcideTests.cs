using TreasureMarkers.Data.Sources.Gcide;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Gcide;

public class GcideTests
{
    private static readonly GcideSense[] Senses = [.. GcideReader.Read(File.ReadLines(Path.Combine(Fixture.Reference, "gcide.txt")))];

    [Fact]
    public void An_example_row()
    {
        var sense = Senses.First(s => s.Word == "Abdomen");
        var origin = new Provenance("dict-gcide", "0.48.5+nmu2", "GPL-2.0-or-later", "Abdomen#1");
        var drafts = Enumerable.Range(0, 20)
            .SelectMany(seed => new GcideRows(sense, Senses, ReferenceContext.Create($"{seed}"), origin).All());
        ExampleRow.Match(drafts.First(d => d.Kind == "gcide-record"), "gcide");
    }

    [Fact]
    public void A_numbered_meaning_has_its_own_field()
    {
        var meanings = Senses.Where(s => s.Word == "Abdomen").ToArray();
        Assert.Equal(["anatomy", "zoology"], meanings.Select(s => s.Field!.Name));
        Assert.Equal([1, 2], meanings.Select(s => s.Number));
        Assert.Equal(
            "The posterior section of the body, behind the thorax, in insects, crustaceans, and other Arthropoda.", meanings[1].Definition);
    }

    [Fact]
    public void A_plain_meaning_is_read_without_its_source()
    {
        var sense = Assert.Single(
            GcideReader.Read(
                ["Abdicator \\Ab\"di*ca`tor\\, n.", "   One who abdicates a throne or an office.", "   [1913 Webster] Other", ""]));
        Assert.Equal(new GcideSense("Abdicator", "noun", null, "One who abdicates a throne or an office.", 1), sense);
    }

    [Fact]
    public void What_is_off_colour_or_a_quotation_is_left_out()
    {
        Assert.DoesNotContain(Senses, s => s.Word == "Slut");
        Assert.DoesNotContain(
            Senses,
            s => s.Definition.Contains('"', StringComparison.Ordinal) || s.Definition.Contains("Webster", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_row_measures_as_its_maker_says()
    {
        var drafts = Senses.SelectMany(s => Enumerable.Range(0, 60).SelectMany(i =>
            new GcideRows(s, Senses, ReferenceContext.Create($"{i}"), ReferenceContext.Origin).All())).ToArray();
        Assert.All(drafts, draft => Assert.NotNull(ReferenceContext.Annotate(draft)));
        Assert.Contains(drafts, d => d is { Domain: "Medical", Task: "Classification" });
        Assert.Contains(drafts, d => d is { Kind: "gcide-record", Format: "JSON" });
    }
}
