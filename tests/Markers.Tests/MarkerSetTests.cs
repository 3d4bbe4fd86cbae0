using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Markers.Tests;

public class MarkerSetTests
{
    private static readonly MarkerSet Empty = MarkerSet.Empty(MarkerTaxonomy.Default);

    [Fact]
    public void Enumerates_in_taxonomy_order_whatever_the_order_of_setting()
    {
        var set = Empty.With("lang", "german").With("length_tokens", "0199").With("quality", "0.5");

        Assert.Equal([new("quality", "0.5"), new("length_tokens", "199"), new("lang", "German")], set);
        Assert.Equal(["quality", "length_tokens", "lang"], set.Keys);
        Assert.Equal(["0.5", "199", "German"], set.Values);
        Assert.Equal(3, set.Count);
    }

    [Fact]
    public void Sets_do_not_change()
    {
        var german = Empty.With("lang", "German");
        var french = german.With("lang", "French");
        var none = german.Without("lang");

        Assert.Equal(["German", "French"], [german["lang"], french["lang"]]);
        Assert.Empty(none);
        Assert.Empty(Empty);
        Assert.Equal(none, Empty.Without("style"));
    }

    [Fact]
    public void Reads_as_a_dictionary()
    {
        var set = Empty.With("lang", "German");

        Assert.True(set.ContainsKey("lang"));
        Assert.False(set.ContainsKey("style"));
        Assert.False(set.ContainsKey("unknown"));
        Assert.False(set.TryGetValue("style", out _));
        Assert.Throws<KeyNotFoundException>(() => set["style"]);
    }

    [Fact]
    public void Unknown_names_and_values_and_duplicates_are_refused()
    {
        Assert.Contains("Allowed: quality,", Assert.Throws<MarkerException>(() => Empty.With("colour", "red")).Message);
        Assert.Contains("Allowed: one of: Formal, Informal, Custom", Assert.Throws<MarkerException>(() => Empty.With("style", "red")).Message);
        Assert.Throws<MarkerException>(() => Empty.Without("colour"));
        var twice = Assert.Throws<MarkerException>(() => MarkerSet.Create(MarkerTaxonomy.Default, [new("lang", "German"), new("lang", "German")]));
        Assert.Equal("lang", twice.Category);
        Assert.Contains("given twice", twice.Message);
    }

    [Fact]
    public void In_a_merge_the_other_set_wins()
    {
        var merged = Empty.With("lang", "German").With("style", "Formal").Merge(Empty.With("lang", "French").With("task", "Rewrite"));

        Assert.Equal("<MARKER_LIST> <task> Rewrite </task> <style> Formal </style> <lang> French </lang> </MARKER_LIST>", merged.ToString());
    }

    [Fact]
    public void Equal_sets_are_interchangeable()
    {
        Prop.ForAll(Generators.Sets.ToArbitrary(), set =>
        {
            var copy = MarkerSet.Create(MarkerTaxonomy.Parse(MarkerTaxonomy.Default.ToJson()), set.Reverse());
            Assert.Equal(set, copy);
            Assert.Equal(set.GetHashCode(), copy.GetHashCode());
            Assert.Equal(set.Count == 0, set.Equals(Empty));
            Assert.Equal(set, Empty.Merge(set));
        }).QuickCheckThrowOnFailure();
    }
}
