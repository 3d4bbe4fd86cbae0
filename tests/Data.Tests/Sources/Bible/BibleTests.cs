using System.IO.Compression;
using System.Text;
using TreasureMarkers.Data.Sources.Bible;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Bible;

public class BibleTests
{
    [Fact]
    public void An_example_row()
    {
        var (old, modern) = (Verses("sword-text-kjv"), Verses("sword-text-web"));
        var rows = new BibleRows(
            "Ps.1", [.. old.Where(v => v.Chapter == "Ps.1").Select(v => v.Text)],
            [.. modern.Where(v => v.Chapter == "Ps.1").Select(v => v.Text)],
            ReferenceContext.Create("1"), Fixture.Package("sword-text-kjv").Provenance("LicenseRef-public-domain", "Ps.1"),
            Fixture.Package("sword-text-web").Provenance("LicenseRef-public-domain", "Ps.1"));
        ExampleRow.Match(rows.All().First(d => d.Kind == "bible-modern"), "bible");
    }

    [Fact]
    public void A_sword_module_gives_plain_verses_by_chapter()
    {
        string[] entries =
        [
            "<chapter n=\"1\" osisID=\"Gen.1\" sID=\"Gen.1\"/> ",
            "In the <w lemma=\"strong:H7225\">beginning</w> <w lemma=\"strong:H0430\">God</w>"
                + "<note placement=\"foot\">1:1 Elohim</note> created the heaven. ",
        ];
        var (blocks, index, text) = Module(entries);
        Assert.Equal([new SwordVerse("Gen.1", 1, "In the beginning God created the heaven.")], SwordReader.Read(blocks, index, text));
        Assert.Throws<SourceException>(() => SwordReader.Read(blocks, index, text[..10]).ToList());
    }

    [Fact]
    public void A_real_module_s_verses_are_plain()
    {
        var (old, modern) = (Verses("sword-text-kjv"), Verses("sword-text-web"));
        Assert.Equal(["Ps.1", "Ps.117"], old.Select(v => v.Chapter).Distinct());
        Assert.Equal(old.Select(v => (v.Chapter, v.Number)), modern.Select(v => (v.Chapter, v.Number)));
        Assert.Equal(6, old.Count(v => v.Chapter == "Ps.1"));
        Assert.StartsWith(
            "Blessed is the man that walketh not in the counsel of the ungodly, nor standeth", old[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("Blessed is the man who doesn’t walk in the counsel of the wicked", modern[0].Text, StringComparison.Ordinal);
        Assert.All(old.Concat(modern), v => Assert.DoesNotMatch(@"[<>¶]|\s{2}|\s[,.;:]", v.Text));
    }

    [Fact]
    public void Old_and_modern_verses_are_rewritten_both_ways_but_not_when_alike()
    {
        string[] old =
        [
            "And the LORD said, Who shall persuade Ahab, that he may go up and fall at Ramoth-gilead?",
            "And he sat down on the hill in the morning of the day, and wept.",
        ];
        string[] young =
        [
            "Yahweh said, Who will entice Ahab, that he may climb and perish in the city of Ramoth?",
            "And he sat down on the hill in the morning of the day, and wept.",
        ];
        var drafts = new BibleRows("1Kgs.22", old, young, ReferenceContext.Create("1"), ReferenceContext.Origin, ReferenceContext.Origin)
            .All().ToList();
        var row = Assert.Single(ReferenceContext.Rows(drafts));
        Assert.Equal("Rewrite", row.Markers["task"]);
        Assert.Equal(row.Messages[^1].Content == old[0], row.Markers.ContainsKey("style"));
    }

    [Fact]
    public void Its_chapters_become_rows_of_rewriting()
    {
        var (old, modern) = (Verses("sword-text-kjv"), Verses("sword-text-web"));
        var rows = Annotated.All(new BibleRows(
            "Ps.1", [.. old.Where(v => v.Chapter == "Ps.1").Select(v => v.Text)],
            [.. modern.Where(v => v.Chapter == "Ps.1").Select(v => v.Text)],
            ReferenceContext.Create("1"), ReferenceContext.Origin, ReferenceContext.Origin).All());
        Assert.Contains(
            rows,
            r => r.Markers["task"] == "Rewrite" && !r.Markers.ContainsKey("style") && modern.Any(v => v.Text == r.Messages[^1].Content));
        Assert.All(rows, r => Assert.Equal("bible/Ps.1", r.Group));
        Assert.All(
            rows.Where(r => r.Markers.GetValueOrDefault("style") == "Custom" && r.Markers["task"] == "Rewrite"),
            r => Assert.Contains(old, v => v.Text.Length > 0 && r.Messages[^1].Content.Contains(v.Text, StringComparison.Ordinal)));
    }

    private static List<SwordVerse> Verses(string package)
    {
        var folder = Fixture.Package(package);
        var text = folder.Files("usr/share/sword/modules", "ot.bzz").Single();
        var (blocks, entries) = (Path.ChangeExtension(text, "bzs"), Path.ChangeExtension(text, "bzv"));
        var verses = SwordReader.Read(File.ReadAllBytes(blocks), File.ReadAllBytes(entries), File.ReadAllBytes(text));
        return [.. verses.Where(v => v.Text.Length > 0)];
    }

    private static (byte[] Blocks, byte[] Index, byte[] Text) Module(string[] entries)
    {
        var plain = Encoding.UTF8.GetBytes(string.Concat(entries));
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(plain);
        }

        var offset = 0;
        var index = new List<byte>();
        foreach (var entry in entries)
        {
            index.AddRange([0, 0, 0, 0, .. BitConverter.GetBytes(offset), .. BitConverter.GetBytes((ushort)entry.Length)]);
            offset += entry.Length;
        }

        byte[] blocks = [0, 0, 0, 0, .. BitConverter.GetBytes((int)packed.Length), .. BitConverter.GetBytes(plain.Length)];
        return (blocks, [.. index], packed.ToArray());
    }
}
