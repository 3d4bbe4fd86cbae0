using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Inference.Tests.Engine;

/// <summary>Each of these, done to GenAI itself, ends the process with a segmentation fault.</summary>
public class GenAISessionTests(ModelFolders folders)
{
    [Fact]
    public void CallsAfterDisposeAreExceptions()
    {
        var (folder, model) = ModelFolders.LoadParts(folders.Small);
        var session = model.Open(16);
        session.Append([1, 2]);
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Append([1]));
        Assert.Throws<ObjectDisposedException>(() => session.CopyLogits(new float[folder.Config.VocabularySize]));
        session.Terminate();
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Open(16));
    }

    [Fact]
    public void DisposingTheModelWaitsForItsSessions()
    {
        var (_, model) = ModelFolders.LoadParts(folders.Small);
        var session = model.Open(16);
        var disposal = new BackgroundCall(model.Dispose);
        disposal.WaitUntilItWaits();
        session.Append([1, 2, 3]);
        Assert.False(disposal.EndsWithin(0));
        session.Dispose();
        Assert.Null(disposal.Failure());
    }

    [Fact]
    public async Task ThreadsThatShareASessionTakeTurnsAndADisposalAmongThemIsSafe()
    {
        var (folder, model) = ModelFolders.LoadParts(folders.Small);
        using (model)
        {
            for (var round = 0; round < 20; round++)
            {
                var session = model.Open(256);
                session.Append([1]);
                var users = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
                {
                    var logits = new float[folder.Config.VocabularySize];
                    for (var i = 0; i < 40; i++)
                    {
                        session.Append([7]);
                        session.CopyLogits(logits);
                    }
                })).ToArray();
                await Task.Delay(round);
                session.Dispose();
                foreach (var user in users)
                {
                    try
                    {
                        await user;
                    }
                    catch (ObjectDisposedException)
                    {
                    }
                }
            }
        }
    }

    [Fact]
    public void IdsOutsideTheVocabularyAreExceptions()
    {
        var (folder, model) = ModelFolders.LoadParts(folders.Small);
        using (model)
        {
            using var session = model.Open(16);
            Assert.Throws<ArgumentOutOfRangeException>(() => session.Append([-1]));
            Assert.ThrowsAny<Exception>(() => session.Append([folder.Config.VocabularySize]));
        }
    }

    [Fact]
    public void ATerminatedSessionEndsItsRunningPassAndRefusesOthers()
    {
        var (_, model) = ModelFolders.LoadParts(folders.Endless);
        using (model)
        {
            using var session = model.Open(16);
            session.Append([1]);
            var pass = new BackgroundCall(() => session.Append([RandomModel.EndlessId]));
            Assert.False(pass.EndsWithin(100));
            session.Terminate();
            Assert.IsType<OperationCanceledException>(pass.Failure());
            Assert.Throws<OperationCanceledException>(() => session.Append([2]));
        }
    }
}
