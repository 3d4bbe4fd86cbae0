using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Cli.Tests;

public sealed class TokenizerCommandTests
{
    [Fact]
    public async Task It_learns_a_vocabulary_of_the_size_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        TinyData.Write(folder["data"]);
        await TrainingCli.RequireAsync("tokenizer", "train", "--data", folder["data"], "--vocab-size", "560");
        Assert.Equal(560, BpeTokenizer.Load(Path.Combine(folder["data"], "tokenizer.json")).VocabularySize);
    }

    [Fact]
    public async Task A_size_that_holds_no_merges_is_refused()
    {
        var (exitCode, _, error) = await TrainingCli.RunAsync("tokenizer", "train", "--data", "/nowhere", "--vocab-size", "300");
        Assert.Equal(1, exitCode);
        Assert.Contains("--vocab-size must be above", error, StringComparison.Ordinal);
    }
}
