using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Training.Tests;

public sealed class MarkerDropoutTests
{
    private const int Draws = 4000;
    private static readonly MarkerSet Markers = MarkerSet.Create(MarkerTaxonomy.Default, new Dictionary<string, string>
    {
        ["length_tokens"] = "12",
        ["task"] = "Translation",
        ["lang"] = "German",
        ["format"] = "JSON",
    });

    [Theory]
    [InlineData("50_50", 0.5, 0.5)]
    [InlineData("70_50", 0.7, 0.5)]
    [InlineData("0_50", 0.0, 0.5)]
    [InlineData("20_0", 0.2, 0.0)]
    public void Lists_and_markers_go_with_their_chances(string text, double datasetChance, double sampleChance)
    {
        var dropout = MarkerDropout.Parse(text);

        var drawn = Enumerable.Range(0, Draws).Select(i => dropout.Apply(Markers, [], SplitMix64.For(1, 0, $"row-{i}"))).ToList();

        // A list also vanishes when all its four markers go by themselves.
        var vanished = datasetChance + ((1 - datasetChance) * Math.Pow(sampleChance, Markers.Count));
        Assert.Equal(vanished, drawn.Count(set => set.Count == 0) / (double)Draws, 0.03);
        Assert.Equal(
            (1 - datasetChance) * (1 - sampleChance) * Markers.Count, drawn.Average(set => set.Count), 0.1);
        Assert.All(drawn, set => Assert.All(set, marker => Assert.Equal(Markers[marker.Key], marker.Value)));
    }

    [Theory]
    [InlineData("50_50")]
    [InlineData("100_0")]
    public void What_a_row_requires_stays_and_changes_nothing_of_what_else_is_drawn(string text)
    {
        var dropout = MarkerDropout.Parse(text);

        for (var i = 0; i < 200; i++)
        {
            var random = SplitMix64.For(1, 0, $"row-{i}");
            var (free, required) = (dropout.Draw(Markers.Count, [], random), dropout.Draw(Markers.Count, [1, 3], random));

            Assert.Equal([free[0], true, free[2], true], required);
        }
    }

    [Fact]
    public void A_row_is_drawn_anew_each_epoch_and_the_same_way_each_time()
    {
        var dropout = MarkerDropout.Parse("50_50");

        List<MarkerSet> Draw() => [.. Enumerable.Range(0, 50).Select(epoch => dropout.Apply(Markers, [], SplitMix64.For(1, epoch, "row")))];

        Assert.Equal(Draw(), Draw());
        Assert.True(Draw().Distinct().Count() > 5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("50")]
    [InlineData("50-50")]
    [InlineData("101_50")]
    [InlineData("50_-1")]
    [InlineData("50_50_50")]
    public void What_is_no_pair_of_percentages_is_refused_with_an_example(string text) =>
        Assert.Contains("50_50", Assert.Throws<CommandException>(() => MarkerDropout.Parse(text)).Message, StringComparison.Ordinal);
}
