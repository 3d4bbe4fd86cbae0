using System.Text.Json;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Hubs;

[Collection(TinyServerCollection.Name)]
public sealed class HubReplyTests(TinyServer tiny)
{
    private const string Short = ""","options":{"temperature":0,"maxOutputTokens":8}""";

    private ServerProcess Server => tiny.Server;

    [Fact]
    public async Task A_reply_has_its_events_in_the_documented_order()
    {
        await using HubClient hub = await HubClient.ConnectAsync(Server.Address);
        var events = await hub.ReplyAsync(HostileRequests.Saying("\"Hi\"", ""","markers":{"lang":"german","length_tokens":40}""" + Short));
        var types = events.ConvertAll(e => e.GetProperty("type").GetString()!);

        Assert.Equal(["started", "markers"], types.Take(2));
        Assert.Equal("done", types[^1]);
        Assert.All(types.Skip(2).SkipLast(1), type => Assert.True(type is "text" or "adherence", type));
        JsonElement markers = events[1];
        Assert.Equal("German", markers.GetProperty("given").GetProperty("lang").GetString());
        Assert.Equal("40", markers.GetProperty("given").GetProperty("length_tokens").GetString());
        Assert.False(markers.GetProperty("inferred").TryGetProperty("lang", out _));
        Assert.InRange(events[^1].GetProperty("usage").GetProperty("outputTokens").GetInt64(), 1, 200);
        Assert.True(events[^1].GetProperty("timings").GetProperty("totalMilliseconds").GetDouble() > 0);
    }

    [Fact]
    public async Task Inferred_markers_come_with_probabilities()
    {
        await using HubClient hub = await HubClient.ConnectAsync(Server.Address);
        var events = await hub.ReplyAsync(HostileRequests.Saying("\"Hi\"", Short));
        JsonElement inferred = events[1].GetProperty("inferred");

        Assert.NotEmpty(inferred.EnumerateObject());
        Assert.All(inferred.EnumerateObject(), m =>
        {
            Assert.InRange(m.Value.GetProperty("probability").GetDouble(), 0, 1);
            Assert.Equal(m.Value.GetProperty("value").GetString(), m.Value.GetProperty("top")[0].GetProperty("value").GetString());
        });
    }

    [Theory]
    [MemberData(nameof(HostileRequests.Refused), MemberType = typeof(HostileRequests))]
    public async Task A_wrong_request_is_answered_with_an_error_event(string request, string code, string named)
    {
        await using HubClient hub = await HubClient.ConnectAsync(Server.Address);
        var events = await hub.ReplyAsync(request);
        JsonElement error = events[^1];

        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Contains(named, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        await AssertStillAnswersAsync(hub);
    }

    [Theory]
    [MemberData(nameof(HostileRequests.AnsweredAsText), MemberType = typeof(HostileRequests))]
    public async Task A_hostile_text_is_text(string jsonText)
    {
        await using HubClient hub = await HubClient.ConnectAsync(Server.Address);
        var events = await hub.ReplyAsync(HostileRequests.Saying(jsonText, Short));
        Assert.Equal("done", events[^1].GetProperty("type").GetString());
        Assert.Empty(events[1].GetProperty("given").EnumerateObject());
    }

    [Theory]
    [InlineData("""{"type":4,"invocationId":"1","target":"NoSuchMethod","arguments":[]}""")]
    [InlineData("""{"type":4,"invocationId":"1","target":"StreamReply","arguments":[]}""")]
    [InlineData("""{"type":4,"invocationId":"1","target":"StreamReply","arguments":[{},{}]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"StreamReply","arguments":[{}]}""")]
    [InlineData("""{"type":99}""")]
    [InlineData("not JSON")]
    [InlineData("""{"type":4,"invocationId":"1","target":"StreamReply","arguments":[{"messages":[{"role":"user","content":"\uD800"}]}]}""")]
    public async Task A_message_outside_the_protocol_does_not_harm_the_server(string message)
    {
        await using (HubClient hub = await HubClient.ConnectAsync(Server.Address))
        {
            await hub.SendRawAsync(message);
            await Task.WhenAny(hub.NextEventAsync(), Task.Delay(TimeSpan.FromSeconds(1)));
        }

        await using HubClient next = await HubClient.ConnectAsync(Server.Address);
        await AssertStillAnswersAsync(next);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_do_not_harm_the_server()
    {
        await using (HubClient hub = await HubClient.ConnectAsync(Server.Address))
        {
            await hub.SendBytesAsync([.. """{"type":4,"invocationId":"1","target":"StreamReply","arguments":[{"messages":[{"role":"user","content":" """u8, 0xED, 0xA0, 0x80, .. "\"}]}]}\x1e"u8]);
            await Task.WhenAny(hub.NextEventAsync(), Task.Delay(TimeSpan.FromSeconds(1)));
        }

        await using HubClient next = await HubClient.ConnectAsync(Server.Address);
        await AssertStillAnswersAsync(next);
    }

    private static async Task AssertStillAnswersAsync(HubClient hub)
    {
        var events = await hub.ReplyAsync(HostileRequests.Saying("\"Hi\"", Short));
        Assert.Equal("done", events[^1].GetProperty("type").GetString());
    }
}
