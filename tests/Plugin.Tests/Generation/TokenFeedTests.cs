using TreasureMarkers.Plugin.Generation;
using TreasureMarkers.Plugin.Tests.Support;

namespace TreasureMarkers.Plugin.Tests.Generation;

public class TokenFeedTests(ModelFolders folders)
{
    [Fact]
    public void ALongPromptFedInPiecesGivesTheLogitsOfOnePass()
    {
        var (folder, model) = ModelFolders.LoadParts(folders.Small);
        using var owned = model;
        var prompt = folder.Tokenizer.EncodeOrdinary(string.Concat(Enumerable.Range(0, 100).Select(i => $"{i * 37} ")));
        Assert.InRange(prompt.Length, 257, 512);

        using var whole = model.Open(512);
        whole.Append(prompt);
        var expected = new float[folder.Config.VocabularySize];
        whole.CopyLogits(expected);

        using var session = model.Open(512);
        var feed = new TokenFeed(session, expected.Length, CancellationToken.None);
        feed.Add(prompt);
        var logits = feed.Logits().ToArray();
        Assert.Equal(1, feed.Passes);
        Assert.All(expected.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void ACancelledFeedRunsNoPass()
    {
        var (folder, model) = ModelFolders.LoadParts(folders.Small);
        using var owned = model;
        using var session = model.Open(16);
        var feed = new TokenFeed(session, folder.Config.VocabularySize, new CancellationToken(canceled: true));
        feed.Add(7);
        Assert.Throws<OperationCanceledException>(() => feed.Logits());
        Assert.Equal(0, feed.Passes);
    }
}
