using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Plugin.Tests;

public sealed class MarkerChatClientTests(ModelFolders folders) : IDisposable
{
    private readonly MarkerChatClient _client = ModelFolders.Load(folders.Small);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task StreamingGivesTheSameAsNotStreaming()
    {
        var options = new ChatOptions { MaxOutputTokens = 60 }.WithMarkers(("lang", "German"));
        var whole = await _client.GetResponseAsync("Hello there", options);
        var updates = await _client.GetStreamingResponseAsync("Hello there", options).ToListAsync();
        Assert.Equal(whole.Text, string.Concat(updates.Select(u => u.Text)));
        Assert.IsType<MarkerContent>(Assert.Single(updates[0].Contents));
        Assert.Equal(
            [typeof(AdherenceContent), typeof(UsageContent), typeof(TimingsContent)], updates[^1].Contents.Select(c => c.GetType()));
        Assert.Equal(updates[^1].FinishReason, whole.FinishReason);
        Assert.Single(updates.Select(u => u.ResponseId).Distinct());
        Assert.All(updates[1..^1], u => Assert.NotEmpty(u.Text));
    }

    [Fact]
    public async Task TheSameSeedGivesTheSameText()
    {
        async Task<string> AnswerAsync(long seed) =>
            (await _client.GetResponseAsync("Hello", new ChatOptions { Temperature = 1.5f, Seed = seed, MaxOutputTokens = 40 })).Text;

        Assert.Equal(await AnswerAsync(11), await AnswerAsync(11));
        Assert.NotEqual(await AnswerAsync(11), await AnswerAsync(12));
    }

    [Fact]
    public async Task TheResponseTellsMarkersUsageAndTimings()
    {
        var response = await _client.GetResponseAsync(
            "Hello", new ChatOptions { MaxOutputTokens = 10 }.WithMarkers(("lang", "german"), ("length_tokens", "7")));
        var markers = response.GetMarkers()!;
        Assert.Equal("German", markers.Given["lang"]);
        Assert.DoesNotContain("lang", markers.Inferred.Keys);
        Assert.Equal(markers.Given.Keys.Union(markers.Inferred.Keys).Order(), markers.All.Keys.Order());
        Assert.Equal(markers.All, response.AdditionalProperties!["markers"]);
        Assert.Equal("7", response.GetAdherence()!.Adherence.Single(a => a.Category == "length_tokens").Asked);
        Assert.InRange(response.Usage!.OutputTokenCount!.Value, 1, 10);
        Assert.Equal(response.Usage.TotalTokenCount, response.Usage.InputTokenCount + response.Usage.OutputTokenCount);
        Assert.True(response.Usage.AdditionalCounts![MarkerChatClient.MarkerTokensCount] >= 2 + 1 + 3);
        Assert.Equal(response.Usage.OutputTokenCount, response.GetTimings()!.DecodeTokens);
        Assert.True(response.GetTimings()!.DecodeTokensPerSecond > 0);
    }

    [Fact]
    public async Task AnAnswerCanBePartOfTheNextRequest()
    {
        List<ChatMessage> messages = [new(ChatRole.User, "Hello")];
        messages.AddMessages(await _client.GetResponseAsync(messages, new ChatOptions { MaxOutputTokens = 5 }));
        messages.Add(new(ChatRole.User, "And then?"));
        Assert.NotNull((await _client.GetResponseAsync(messages, new ChatOptions { MaxOutputTokens = 5 })).Usage);
    }

    [Fact]
    public async Task AStopStringEndsTheTextBeforeIt()
    {
        var whole = (await _client.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 60 })).Text;
        var stop = whole[20..23];
        var stopped = await _client.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 60, StopSequences = [stop] });
        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], stopped.Text);
        Assert.Equal(ChatFinishReason.Stop, stopped.FinishReason);
    }

    [Theory]
    [InlineData("length_tokens", "4")]
    [InlineData("length_sentences", "1")]
    [InlineData("length_paragraphs", "1")]
    public async Task AnEnforcedLengthIsNeverExceeded(string category, string most)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var response = await _client.GetResponseAsync(
                "Hello",
                new ChatOptions { Temperature = 2, Seed = seed, MaxOutputTokens = 120 }
                    .WithMarkers((category, most))
                    .WithEnforcement(category));
            Assert.True(response.GetAdherence()!.Adherence.Single(a => a.Category == category).Met, response.Text);
        }
    }

    [Fact]
    public async Task UnknownMarkersAreRefusedWhenTheRequestIsMade()
    {
        var e = await Assert.ThrowsAsync<MarkerException>(
            () => _client.GetResponseAsync("Hi", new ChatOptions().WithMarkers(("lang", "Klingon"))));
        Assert.Contains("German", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, _client.RunningRequests);
    }

    [Fact]
    public void ServicesAreFoundByTheirType()
    {
        Assert.Same(_client, _client.GetService<IChatClient>());
        Assert.Same(_client.Taxonomy, _client.GetService<MarkerTaxonomy>());
        Assert.Equal("small", _client.GetService<ChatClientMetadata>()!.DefaultModelId);
        Assert.Equal(512, _client.GetService<MarkerModelInfo>()!.ContextLength);
        Assert.Null(_client.GetService<IServiceProvider>());
        Assert.Null(_client.GetService(typeof(IChatClient), "key"));
    }

    [Fact]
    public async Task TheCallerHoldsTheConversation()
    {
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = 10 };
        var without = await _client.GetResponseAsync("Hello", options);
        options.ConversationId = "of another service";
        var with = await _client.GetResponseAsync("Hello", options);
        Assert.Equal(without.Text, with.Text);
        Assert.Null(with.ConversationId);
    }

    [Fact]
    public async Task TheContainerHoldsOneClientUnderBothTypes()
    {
        await using var services = new ServiceCollection().AddMarkerChatClient(o => o.ModelFolder = folders.Small).BuildServiceProvider();
        Assert.Same(services.GetRequiredService<MarkerChatClient>(), services.GetRequiredService<IChatClient>());
    }

    [Fact]
    public void OptionsAreValidated()
    {
        using var services = new ServiceCollection().AddMarkerChatClient(o => o.Threads = -1).BuildServiceProvider();
        var e = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains("ModelFolder", e.Message, StringComparison.Ordinal);
        Assert.Contains("Threads", e.Message, StringComparison.Ordinal);
    }
}
