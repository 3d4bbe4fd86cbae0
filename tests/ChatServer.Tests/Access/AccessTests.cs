using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Access;

/// <summary>Limits, other sites and other machines.</summary>
public sealed class AccessTests
{
    private static readonly AIContent[] Answer = [new TextContent("Hi")];

    [Fact]
    public async Task A_client_above_its_rate_is_told_when_to_come_back()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Answer, "--Server:RequestsPerMinute", "3");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await server.PostAsync(HostileRequests.Saying("\"Hi\""))).Status);
        }

        using var content = new StringContent(HostileRequests.Saying("\"Hi\""));
        using HttpResponseMessage response = await server.Http.PostAsync("/v1/chat/completions", content);
        JsonElement error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(20), response.Headers.RetryAfter!.Delta);
        Assert.Equal(("rate_limit_error", "rate_limit_exceeded"), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task One_connection_to_the_hub_has_the_same_limit()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Answer, "--Server:RequestsPerMinute", "3");
        await using HubClient hub = await HubClient.ConnectAsync(server.Address);
        Assert.Equal("done", (await hub.ReplyAsync(HostileRequests.Saying("\"Hi\"")))[^1].GetProperty("type").GetString());
        Assert.Equal("done", (await hub.ReplyAsync(HostileRequests.Saying("\"Hi\"")))[^1].GetProperty("type").GetString());
        Assert.Equal("rate_limit_exceeded", (await hub.ReplyAsync(HostileRequests.Saying("\"Hi\"")))[^1].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Other_sites_are_closed_out_and_an_allowed_one_is_let_in()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Answer, "--Server:AllowedOrigins", "https://chat.example.org");
        using HttpResponseMessage allowed = await AskAsync(server, HttpMethod.Get, "https://chat.example.org");
        using HttpResponseMessage preflight = await AskAsync(server, HttpMethod.Options, "https://chat.example.org");
        using HttpResponseMessage refused = await AskAsync(server, HttpMethod.Get, "https://chat.example.org.evil.example");
        Assert.Equal("https://chat.example.org", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.False(refused.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task No_site_is_allowed_by_default()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Answer);
        using HttpResponseMessage own = await AskAsync(server, HttpMethod.Get, server.Address.ToString().TrimEnd('/'));
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.False(own.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Beyond_this_machine_a_key_is_needed()
    {
        string database = TestDatabases.NewFile();
        string key = await ServerProcess.KeysAsync(database, "create", "first");
        await using ServerProcess server = await ServerProcess.StartAsync(
            "--model", TinyModelFolder.Path, "--urls", "http://0.0.0.0:0", "--page", "/nowhere", "--database", database);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Address.Port}") };
        http.DefaultRequestHeaders.Host = "chat.example.org";
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/v1/models")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1/models")).StatusCode);
    }

    private static Task<HttpResponseMessage> AskAsync(ScriptedServer server, HttpMethod method, string origin)
    {
        var request = new HttpRequestMessage(method, "/api/status");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "GET");
        return server.Http.SendAsync(request);
    }
}
