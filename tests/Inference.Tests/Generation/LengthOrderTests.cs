using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Inference.Tests.Generation;

public class LengthOrderTests
{
    private static readonly MarkerTaxonomy Taxonomy = MarkerTaxonomy.Default;

    /// <summary>Texts of paragraphs that say something.</summary>
    private static readonly Gen<string> Texts =
        from paragraphs in Gen.Elements("Yes.", "It is so. Is it? It is!", "- one\n- two", "x = 1;\ny = f(x)", "是的。不是。",
            "... and so on", "3.14", "e.g. this").NonEmptyListOf()
        select string.Join("\n\n", paragraphs);

    [Fact]
    public void WhatATextMeasuresIsAllowedWhateverOfItIsKnown() =>
        Prop.ForAll(Texts.ToArbitrary(), ArbMap.Default.ArbFor<bool[]>(), (text, known) =>
        {
            var measured = new Dictionary<string, string>
            {
                ["length_tokens"] = $"{LengthMeasure.Tokens(text)}",
                ["length_sentences"] = $"{LengthMeasure.Sentences(text)}",
                ["length_paragraphs"] = $"{LengthMeasure.Paragraphs(text)}",
                ["length_bucket"] = LengthMeasure.Bucket(LengthMeasure.Tokens(text)),
            };
            return measured.All(marker =>
            {
                var others = measured.Where((m, i) => m.Key != marker.Key && known.ElementAtOrDefault(i)).ToDictionary();
                var category = Taxonomy[marker.Key];
                return category.Kind == MarkerKind.Categorical
                    ? LengthOrder.Allows(category, marker.Value, others)
                    : LengthOrder.Range(category, others) is var (least, most) && int.Parse(marker.Value) >= least
                        && int.Parse(marker.Value) <= most;
            }).Label(text);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("length_sentences", "length_tokens=7", 0, 7)]
    [InlineData("length_paragraphs", "length_tokens=40;length_sentences=1", 1, 1)]
    [InlineData("length_paragraphs", "length_tokens=0", 0, 0)]
    [InlineData("length_tokens", "length_sentences=3;length_paragraphs=2", 3, int.MaxValue)]
    [InlineData("length_sentences", "length_tokens=2;length_paragraphs=5", 0, int.MaxValue)]
    [InlineData("length_tokens", "lang=German", 0, int.MaxValue)]
    public void OneLengthBoundsAnother(string category, string known, int least, int most) =>
        Assert.Equal((least, most), LengthOrder.Range(Taxonomy[category], Known(known)));

    [Theory]
    [InlineData("length_tokens=299", "concise")]
    [InlineData("length_tokens=300", "medium")]
    [InlineData("length_tokens=1001", "long")]
    [InlineData("length_sentences=3", "concise medium long")]
    public void TheBucketIsThatOfTheTokens(string known, string allowed) =>
        Assert.Equal(allowed.Split(' '), Taxonomy["length_bucket"].Values.Where(value =>
            LengthOrder.Allows(Taxonomy["length_bucket"], value, Known(known))));

    [Fact]
    public void OnlyLengthsFollowLengths()
    {
        Assert.True(LengthOrder.Follows(Taxonomy["length_bucket"], ["quality", "length_tokens"]));
        Assert.False(LengthOrder.Follows(Taxonomy["length_bucket"], ["quality"]));
        Assert.False(LengthOrder.Follows(Taxonomy["task"], ["length_tokens"]));
    }

    private static MarkerSet Known(string markers) =>
        MarkerSet.Create(Taxonomy, markers.Split(';').Select(m => KeyValuePair.Create(m.Split('=')[0], m.Split('=')[1])));
}
