using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training.Tests;

public sealed class GrownWeightsTests
{
    [Fact]
    public void A_row_begins_as_the_mean_of_its_texts_also_where_a_reserved_token_is_taken()
    {
        var shape = NanoModel.Shape with { HiddenSize = 2, VocabSize = 4 };
        var weights = new MemoryWeights(new Dictionary<string, float[]> { [LlamaTensors.Embedding] = [1, 2, 3, 4, 5, 6, 70, 80] });
        using var grown = new GrownWeights(weights, shape, vocabulary: 6, [(3, [[0]]), (4, [[0, 1], [2]])]);

        Assert.Equal([1, 2, 3, 4, 5, 6, 1, 2, 3.5f, 4.5f, 0, 0], grown.Read(LlamaTensors.Embedding));
    }

    [Theory]
    [InlineData(nameof(MarkerEncoding.Tokens))]
    [InlineData(nameof(MarkerEncoding.Text))]
    public void No_two_added_tokens_begin_alike(string encoding)
    {
        var how = Enum.Parse<MarkerEncoding>(encoding);
        var meanings = MarkerVocabulary.Meanings(MarkerTaxonomy.Default, how).Select(texts => string.Join('|', texts)).ToArray();

        Assert.Equal(MarkerVocabulary.Contents(MarkerTaxonomy.Default, how).Count(), meanings.Length);
        Assert.Equal(meanings.Length, meanings.Distinct(StringComparer.Ordinal).Count());
    }
}
