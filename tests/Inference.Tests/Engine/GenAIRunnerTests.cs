using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Inference.Tests.Engine;

/// <summary>Each of these, done to GenAI itself, ends the process with a segmentation fault or is accepted silently.</summary>
public class GenAIRunnerTests(ModelFolders folders)
{
    [Fact]
    public void CallsAfterDisposeAreExceptions()
    {
        var runner = ModelFolders.LoadRunner(folders.Small, genAI: true).Runner;
        var slot = runner.Open([1, 2], 16);
        runner.Prefill(slot, [1, 2], draft: 0, CancellationToken.None);
        runner.Dispose();
        runner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => runner.Prefill(slot, [1], draft: 0, CancellationToken.None));
        Assert.Throws<ObjectDisposedException>(() => runner.Decode([(slot, 1)]));
        Assert.Throws<ObjectDisposedException>(() => runner.Open([1], 16));
    }

    [Fact]
    public void ACancellationAfterTheEndOfAPassIsNoCall()
    {
        using var cancellation = new CancellationTokenSource();
        var runner = ModelFolders.LoadRunner(folders.Small, genAI: true).Runner;
        var slot = runner.Open([1, 2], 16);
        runner.Prefill(slot, [1, 2], draft: 0, cancellation.Token);
        runner.Dispose();
        cancellation.Cancel();
        Assert.Equal([1, 2], slot.Tokens);
    }

    [Fact]
    public void IdsOutsideTheVocabularyAreExceptions()
    {
        var (folder, runner) = ModelFolders.LoadRunner(folders.Small, genAI: true);
        using (runner)
        {
            var slot = runner.Open([1], 16);
            Assert.Throws<ArgumentOutOfRangeException>(() => runner.Prefill(slot, [-1], draft: 0, CancellationToken.None));
            Assert.ThrowsAny<Exception>(() => runner.Prefill(slot, [folder.Config.VocabularySize], draft: 0, CancellationToken.None));
        }
    }

    [Fact]
    public void ATerminatedSequenceRefusesOtherPasses()
    {
        using var runner = ModelFolders.LoadRunner(folders.Endless, genAI: true).Runner;
        using var cancellation = new CancellationTokenSource();
        var slot = runner.Open([1, RandomModel.EndlessId], 16);
        var pass = new BackgroundCall(() => runner.Prefill(slot, [1, RandomModel.EndlessId], draft: 0, cancellation.Token));
        Assert.False(pass.EndsWithin(100));
        cancellation.Cancel();
        Assert.IsType<OperationCanceledException>(pass.Failure());
        Assert.Throws<OperationCanceledException>(() => runner.Prefill(slot, [2], draft: 0, CancellationToken.None));
    }
}
