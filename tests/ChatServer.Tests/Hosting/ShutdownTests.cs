using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Hosting;

/// <summary>SIGTERM lets replies finish for a stated time, and then ends them cleanly.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public async Task A_reply_that_ends_in_time_is_finished()
    {
        await using ServerProcess server = await StartAsync(30);
        await using HubClient hub = await HubClient.ConnectAsync(server.Address);
        await hub.StartReplyAsync(HostileRequests.Saying("\"Hi\"", ""","options":{"temperature":0,"maxOutputTokens":300}"""));
        await hub.NextOfTypeAsync("text");
        server.Terminate();
        await hub.NextOfTypeAsync("done");
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task A_stream_that_takes_longer_ends_with_an_error()
    {
        await using ServerProcess server = await StartAsync(1);
        using var content = new StringContent(
            HostileRequests.Saying("\"Hi\"", ""","stream":true,"temperature":0,"max_tokens":100000"""), Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = content };
        using HttpResponseMessage response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        server.Terminate();
        string text = await response.Content.ReadAsStringAsync();
        string last = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Equal("shutting_down", JsonElement.Parse(last["data: ".Length..]).GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task Meanwhile_new_requests_are_refused_and_the_server_is_not_ready()
    {
        await using ServerProcess server = await StartAsync(30);
        await using HubClient hub = await HubClient.ConnectAsync(server.Address);
        await hub.StartReplyAsync(HostileRequests.Saying("\"Hi\"", ""","options":{"temperature":0,"maxOutputTokens":100000}"""));
        await hub.NextOfTypeAsync("text");
        server.Terminate();
        var watch = Stopwatch.StartNew();
        HttpStatusCode ready;
        do
        {
            using HttpResponseMessage health = await server.Http.GetAsync("/health/ready");
            ready = health.StatusCode;
        }
        while (ready == HttpStatusCode.OK && watch.Elapsed < TimeSpan.FromSeconds(10));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready);
        using var content = new StringContent(HostileRequests.Saying("\"Hi\""), Encoding.UTF8, "application/json");
        using HttpResponseMessage refused = await server.Http.PostAsync("/v1/chat/completions", content);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await hub.CancelReplyAsync();
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    private static Task<ServerProcess> StartAsync(int seconds) =>
        ServerProcess.StartAsync("--model", TinyModelFolder.Path, "--page", "/nowhere", "--Server:ShutdownSeconds", $"{seconds}");
}
