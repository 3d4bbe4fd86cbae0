using TreasureMarkers.Evaluation.Reports;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Evaluation.Tests;

public sealed class AgreementTests
{
    [Fact]
    public async Task Only_the_first_tokens_count_and_each_at_its_place()
    {
        var tokenizer = BpeTokenizer.Load(Path.Combine(await TinyModel.GetDataFolderAsync(), "tokenizer.json"));
        // Digits are tokens of their own, so that a text's tokens can be counted by eye.
        var start = new string('1', Agreement.FirstTokens);
        var differing = string.Concat("2222", start.AsSpan(4));

        var agreement = Agreement.Of("reference", tokenizer, [(start + "3", start + "4"), (start, differing), (start, start[..10])]);

        Assert.Equal(3, agreement.Answers);
        Assert.Equal(1 / 3.0, agreement.SameStarts, 12);
        Assert.Equal((20 + 16 + 10) / 60.0, agreement.SameTokens, 12);
    }
}
