using Microsoft.Extensions.AI;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference;

namespace TreasureMarkers.Plugin.Tests;

/// <summary>Requests that share forward passes get the answers they get alone.</summary>
public class BatchingTests(ModelFolders folders)
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(2, 4)]
    [InlineData(4, 2)]
    [InlineData(4, 6)]
    [InlineData(8, 32)]
    public async Task GreedyAnswersAreThoseOfRunningAlone(int slots, int requests)
    {
        using var alone = ModelFolders.Load(folders.Small, slots: 1);
        using var shared = ModelFolders.Load(folders.Small, slots: slots);
        var expected = new List<string>();
        for (var i = 0; i < requests; i++)
        {
            expected.Add(Describe(await alone.GetResponseAsync(Question(i), Options(i))));
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, requests).Select(i => shared.GetResponseAsync(Question(i), Options(i))));
        Assert.Equal(expected, answers.Select(Describe));
        var streamed = await Task.WhenAll(Enumerable.Range(0, requests)
            .Select(i => shared.GetStreamingResponseAsync(Question(i), Options(i)).ToChatResponseAsync()));
        Assert.Equal(expected, streamed.Select(Describe));
    }

    [Fact]
    public async Task ANextTurnReadsOnlyWhatIsNewAndAnswersAsWithoutReuse()
    {
        using var reusing = ModelFolders.Load(folders.Small);
        using var reading = MarkerChatClient.Load(new MarkerModelOptions { ModelFolder = folders.Small, PrefixCacheMegabytes = 0 });
        var options = new ChatOptions { MaxOutputTokens = 30, Temperature = 0 };
        var history = new List<ChatMessage> { new(ChatRole.User, new string('a', 100)) };
        var first = await reusing.GetResponseAsync(history, options);
        Assert.Equal(0, first.Usage!.CachedInputTokenCount);
        history.AddMessages(first);
        history.Add(new ChatMessage(ChatRole.User, "And then?"));
        var second = await reusing.GetResponseAsync(history, options);
        var reference = await reading.GetResponseAsync(history, options);
        Assert.InRange(second.Usage!.CachedInputTokenCount!.Value, 100, second.Usage.InputTokenCount!.Value - 1);
        Assert.Equal(0, reference.Usage!.CachedInputTokenCount);
        Assert.Equal(Describe(reference), Describe(second));
    }

    private static string Question(int i) => $"Question {i * 7919}: {new string('x', i * 5)}";

    private static ChatOptions Options(int i) =>
        new ChatOptions { MaxOutputTokens = 10 + (i * 3), Temperature = 0 }.WithMarkers(i % 2 == 0 ? [] : [("lang", "German")]);

    private static string Describe(ChatResponse response) =>
        $"{string.Join(", ", response.GetMarkers()!.All.Select(m => $"{m.Key}={m.Value}"))} | {response.Text} | "
        + $"{response.FinishReason} {response.Usage!.OutputTokenCount}";
}
