using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Inference.Tests.Generation;

public class LengthFilterTests
{
    private static readonly Gen<string[]> Text = Gen.Elements(
        "The", " cat", " sat", ".", " On", " 3.5", " mats", "!", "\n", "\n\n", "He", " e.g. ", "它", "。", ", ", "- item").ArrayOf();

    [Fact]
    public void WhatIsShownIsWithinTheLimitsAndEndsAtASentence() =>
        Prop.ForAll(
            Arb.From(Text),
            Arb.From(Gen.Choose(1, 12)),
            Arb.From(Gen.Choose(0, 2)),
            (pieces, most, kind) =>
            {
                var limits = new LengthLimits(
                    kind == 0 ? most : int.MaxValue, kind == 1 ? most : int.MaxValue, kind == 2 ? most : int.MaxValue);
                var filter = new LengthFilter(limits);
                var shown = string.Concat(pieces.Select(filter.Append)) + filter.Complete();
                var text = string.Concat(pieces);
                Assert.True(limits.Allow(shown), shown);
                Assert.StartsWith(shown, text, StringComparison.Ordinal);
                Assert.True(filter.Stopped || shown == text, "text was lost without a limit");
                if (filter.Stopped && !filter.CutInside)
                {
                    var sentences = SentenceSplitter.Split(shown);
                    Assert.Equal(SentenceSplitter.Split(text).Take(sentences.Count), sentences);
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void ASentenceThatDoesNotFitIsLeftOutWhole()
    {
        var filter = new LengthFilter(new LengthLimits(6, int.MaxValue, int.MaxValue));
        Assert.Equal("One two.", filter.Append("One two. Three four five six."));
        Assert.Equal("", filter.Append(" Seven"));
        Assert.True(filter.Stopped);
        Assert.False(filter.CutInside);
    }

    [Fact]
    public void AFirstSentenceThatDoesNotFitIsCut()
    {
        var filter = new LengthFilter(new LengthLimits(3, int.MaxValue, int.MaxValue));
        Assert.Equal("", filter.Append("One two three"));
        Assert.Equal("One two three", filter.Append(" four"));
        Assert.True(filter.CutInside);
    }

    [Theory]
    [InlineData("concise", 299)]
    [InlineData("medium", 1000)]
    public void ABucketLimitsFromAbove(string bucket, int most) =>
        Assert.Equal(most, LengthLimits.From(new Dictionary<string, string> { ["length_bucket"] = bucket }, ["length_bucket"])!.Tokens);

    [Fact]
    public void MarkersThatAreNotEnforcedLimitNothing() =>
        Assert.Null(LengthLimits.From(new Dictionary<string, string> { ["length_tokens"] = "5" }, ["length_sentences"]));
}
