using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources.Prose;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Prose;

/// <summary>Two psalms of the real modules, old and modern.</summary>
public class SwordExcerptTests
{
    [Fact]
    public void A_real_module_s_verses_are_plain()
    {
        var (old, modern) = (Verses("sword-text-kjv"), Verses("sword-text-web"));
        Assert.Equal(["Ps.1", "Ps.117"], old.Select(v => v.Chapter).Distinct());
        Assert.Equal(old.Select(v => (v.Chapter, v.Number)), modern.Select(v => (v.Chapter, v.Number)));
        Assert.Equal(6, old.Count(v => v.Chapter == "Ps.1"));
        Assert.StartsWith("Blessed is the man that walketh not in the counsel of the ungodly, nor standeth", old[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("Blessed is the man who doesn’t walk in the counsel of the wicked", modern[0].Text, StringComparison.Ordinal);
        Assert.All(old.Concat(modern), v => Assert.DoesNotMatch(@"[<>¶]|\s{2}|\s[,.;:]", v.Text));
    }

    [Fact]
    public void Its_chapters_become_rows_of_rewriting()
    {
        var (old, modern) = (Verses("sword-text-kjv"), Verses("sword-text-web"));
        var rows = Annotated.All(new BibleRows(
            "Ps.1", [.. old.Where(v => v.Chapter == "Ps.1").Select(v => v.Text)], [.. modern.Where(v => v.Chapter == "Ps.1").Select(v => v.Text)],
            DataLanguage.All, "1", ReferenceContext.Origin, ReferenceContext.Origin).All());
        Assert.Contains(rows, r => r.Markers["task"] == "Rewrite" && !r.Markers.ContainsKey("style") && modern.Any(v => v.Text == r.Messages[^1].Content));
        Assert.All(rows, r => Assert.Equal("bible/Ps.1", r.Group));
        Assert.All(rows.Where(r => r.Markers.GetValueOrDefault("style") == "Custom" && r.Markers["task"] == "Rewrite"), r => Assert.Contains(old, v => v.Text.Length > 0 && r.Messages[^1].Content.Contains(v.Text, StringComparison.Ordinal)));
    }

    private static List<SwordVerse> Verses(string package)
    {
        var folder = Fixture.Package(package);
        var text = folder.Files("usr/share/sword/modules", "ot.bzz").Single();
        return [.. SwordReader.Read(File.ReadAllBytes(Path.ChangeExtension(text, "bzs")), File.ReadAllBytes(Path.ChangeExtension(text, "bzv")), File.ReadAllBytes(text)).Where(v => v.Text.Length > 0)];
    }
}
