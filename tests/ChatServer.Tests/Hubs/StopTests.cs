using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Hubs;

/// <summary>A Stop that does not stop costs everyone else the model: the evidence is the server's own status.</summary>
[Collection(TinyServerCollection.Name)]
public sealed class StopTests(TinyServer tiny)
{
    private const double Limit = 500;
    private static readonly string Endless = HostileRequests.Saying("\"Tell me a long story.\"", ""","options":{"maxOutputTokens":100000,"temperature":0}""");

    private ServerProcess Server => tiny.Server;

    [Fact]
    public async Task Cancelling_a_reply_stops_the_model()
    {
        ServerStatus before = await Server.StatusAsync();
        await using HubClient hub = await HubClient.ConnectAsync(Server.Address);
        await hub.StartReplyAsync(Endless);
        await hub.NextOfTypeAsync("text");
        Assert.Equal(1, (await Server.StatusAsync()).Active);

        await hub.CancelReplyAsync();
        await AssertStoppedAsync(before);
        await AssertCompletesAsync(hub);
    }

    [Fact]
    public async Task Cancelling_before_the_first_event_stops_the_model()
    {
        ServerStatus before = await Server.StatusAsync();
        await using HubClient hub = await HubClient.ConnectAsync(Server.Address);
        await hub.StartReplyAsync(Endless);
        await hub.NextOfTypeAsync("started");
        await hub.CancelReplyAsync();
        await AssertStoppedAsync(before);
    }

    [Fact]
    public async Task Disconnecting_stops_the_model()
    {
        ServerStatus before = await Server.StatusAsync();
        await using HubClient hub = await HubClient.ConnectAsync(Server.Address);
        await hub.StartReplyAsync(Endless);
        await hub.NextOfTypeAsync("text");
        hub.Vanish();
        await AssertStoppedAsync(before);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Closing_an_HTTP_request_stops_the_model(bool stream)
    {
        ServerStatus before = await Server.StatusAsync();
        using var cancel = new CancellationTokenSource();
        using var content = new StringContent(
            HostileRequests.Saying("\"Tell me a long story.\"", $$""","max_tokens":100000,"temperature":0,"stream":{{(stream ? "true" : "false")}}"""),
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/json"));
        Task<HttpResponseMessage> request = Server.Http.PostAsync("/v1/chat/completions", content, cancel.Token);
        await Server.WaitForAsync(status => status.Active == 1);

        await cancel.CancelAsync();
        await AssertStoppedAsync(before);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => (await request).Dispose());
    }

    [Fact]
    public async Task A_waiting_request_that_is_cancelled_never_runs()
    {
        await using ServerProcess server = await ServerProcess.StartAsync("--model", TinyModelFolder.Path, "--Inference:Local:Slots", "1");
        await using HubClient first = await HubClient.ConnectAsync(server.Address);
        await using HubClient second = await HubClient.ConnectAsync(server.Address);
        await first.StartReplyAsync(Endless);
        await first.NextOfTypeAsync("text");
        await second.StartReplyAsync(Endless);
        await server.WaitForAsync(status => status.Queued == 1);

        await second.CancelReplyAsync();
        ServerStatus after = await server.WaitForAsync(status => status.Queued == 0);
        Assert.Equal(1, after.Active);
        await first.CancelReplyAsync();
        await server.WaitForAsync(status => status is { Active: 0, Cancelled: 2 });
    }

    [Fact]
    public async Task The_servers_end_ends_the_replies()
    {
        await using ServerProcess server = await ServerProcess.StartAsync("--model", TinyModelFolder.Path, "--Server:ShutdownSeconds", "1");
        await using HubClient hub = await HubClient.ConnectAsync(server.Address);
        await hub.StartReplyAsync(Endless);
        await hub.NextOfTypeAsync("text");

        var watch = Stopwatch.StartNew();
        server.Terminate();
        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        Assert.Empty(server.Errors);
    }

    private async Task AssertStoppedAsync(ServerStatus before)
    {
        var watch = Stopwatch.StartNew();
        ServerStatus after = await Server.WaitForAsync(status => status.Cancelled > before.Cancelled && status.Active == 0);
        Assert.InRange(watch.Elapsed.TotalMilliseconds, 0, Limit);
        Assert.Equal(before.Cancelled + 1, after.Cancelled);
        Assert.Equal(before.Completed, after.Completed);
        Assert.InRange(after.LastStopMilliseconds!.Value, 0, Limit);
    }

    private static async Task AssertCompletesAsync(HubClient hub)
    {
        while (await hub.NextEventAsync() is { } next)
        {
            Assert.Equal("text", next.GetProperty("type").GetString());
        }
    }
}
