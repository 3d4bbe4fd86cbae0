using System.Net;
using System.Text;
using System.Text.Json;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Engines;

/// <summary>Two servers in a chain: the first one has no model, and answers as the second does.</summary>
[Collection(TinyServerCollection.Name)]
public sealed class ChainTests(TinyServer tiny) : IAsyncLifetime
{
    private const string Marked = ""","markers":{"lang":"German","length_tokens":40},"enforce":["length_tokens"],"temperature":0,"max_tokens":24""";
    private ServerProcess _front = null!;

    public async ValueTask InitializeAsync()
    {
        string model = JsonElement.Parse(await tiny.Server.Http.GetStringAsync("/v1/models")).GetProperty("data")[0].GetProperty("id").GetString()!;
        _front = await ServerProcess.StartAsync(
            "--Inference:Backend", "openai", "--Inference:OpenAI:BaseUrl", $"{tiny.Server.Address}v1", "--Inference:OpenAI:Model", model, "--page", "/nowhere");
    }

    public ValueTask DisposeAsync() => _front.DisposeAsync();

    [Fact]
    public async Task Both_give_the_same_answer()
    {
        string request = HostileRequests.Saying("\"Hi\"", Marked);
        var (_, direct) = await PostAsync(tiny.Server, request);
        var (status, chained) = await PostAsync(_front, request);
        Assert.Equal(HttpStatusCode.OK, status);
        foreach (string member in (string[])["model", "choices", "usage", "markers", "adherence"])
        {
            Assert.Equal(direct.GetProperty(member).GetRawText(), chained.GetProperty(member).GetRawText());
        }
    }

    [Theory]
    [InlineData(""","markers":{"lang":"Klingon"}""", "invalid_markers")]
    [InlineData(""","temperature":9""", "invalid_request")]
    public async Task Both_refuse_the_same(string more, string code)
    {
        var (status, error) = await PostAsync(_front, HostileRequests.Saying("\"Hi\"", more));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(code, error.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_prompt_that_the_engine_finds_too_long_is_the_callers_error()
    {
        var (status, error) = await PostAsync(_front, HostileRequests.Saying('"' + new string('a', 150_000) + '"'));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("context_length_exceeded", error.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_hub_streams_over_it_and_stopping_stops_the_engine()
    {
        ServerStatus before = await tiny.Server.StatusAsync();
        await using HubClient hub = await HubClient.ConnectAsync(_front.Address);
        await hub.StartReplyAsync(HostileRequests.Saying("\"Hi\"", ""","markers":{"lang":"German"},"options":{"temperature":0,"maxOutputTokens":100000}"""));
        JsonElement markers = await hub.NextOfTypeAsync("markers");
        Assert.Equal("German", markers.GetProperty("given").GetProperty("lang").GetString());
        Assert.NotEmpty(markers.GetProperty("inferred").EnumerateObject());
        await hub.NextOfTypeAsync("text");
        Assert.Equal(1, (await _front.StatusAsync()).Active);

        await hub.CancelReplyAsync();
        await tiny.Server.WaitForAsync(status => status.Active == 0 && status.Cancelled == before.Cancelled + 1);
        await _front.WaitForAsync(status => status.Active == 0 && status.Cancelled == 1);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Json)> PostAsync(ServerProcess server, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await server.Http.PostAsync("/v1/chat/completions", content);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }
}
