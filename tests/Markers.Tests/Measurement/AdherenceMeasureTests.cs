using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Markers.Tests.Measurement;

public class AdherenceMeasureTests
{
    private const string Answer = "Das ist ein kurzer deutscher Satz. Hier kommt noch einer.";

    [Theory]
    [InlineData("length_tokens", "12", "12", true)]
    [InlineData("length_tokens", "11", "12", false)]
    [InlineData("length_sentences", "2", "2", true)]
    [InlineData("length_sentences", "1", "2", false)]
    [InlineData("length_paragraphs", "3", "1", true)]
    [InlineData("length_bucket", "concise", "concise", true)]
    [InlineData("length_bucket", "long", "concise", false)]
    [InlineData("format", "JSON", null, false)]
    [InlineData("lang", "German", "German", true)]
    [InlineData("lang", "French", "German", false)]
    public void Lengths_are_limits_and_the_rest_must_be_equal(string category, string asked, string? measured, bool met)
    {
        var result = Assert.Single(AdherenceMeasure.Measure(MarkerSet.Empty(MarkerTaxonomy.Default).With(category, asked), Answer));
        Assert.Equal(new MarkerAdherence(category, asked, measured, met), result);
    }

    [Fact]
    public void What_cannot_be_measured_is_left_out()
    {
        var asked = MarkerSet.Empty(MarkerTaxonomy.Default).With("task", "Translation").With("style", "Formal").With("lang", "German");
        Assert.Equal(["lang"], AdherenceMeasure.Measure(asked, Answer).Select(m => m.Category));
    }
}
