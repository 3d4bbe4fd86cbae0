using System.ClientModel;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OpenAI;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Access;

public sealed class ApiKeyTests(KeyedServer keyed) : IClassFixture<KeyedServer>
{
    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/V1/models")]
    [InlineData("/api/status")]
    [InlineData("/api/taxonomy")]
    [InlineData("/api/conversations")]
    [InlineData("/hubs/chat/negotiate")]
    public async Task Without_a_valid_key_nothing_is_told(string path)
    {
        foreach (string key in (string[])["", "unused", "tm_wrong", keyed.Key + "x", keyed.Key.ToUpperInvariant()])
        {
            using HttpClient http = keyed.Connect(key);
            using HttpResponseMessage response = await http.GetAsync(path);
            JsonElement error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Equal(("invalid_request_error", "invalid_api_key"), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
        }
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/")]
    public async Task The_page_and_the_health_are_open(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await keyed.Server.Http.GetAsync(path)).StatusCode);

    [Fact]
    public async Task A_key_opens_the_API_and_the_hub()
    {
        using HttpClient http = keyed.Connect(keyed.Key);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v1/models")).StatusCode);
        await using HubClient hub = await HubClient.ConnectAsync(keyed.Server.Address, $"access_token={keyed.Key}");
        var events = await hub.ReplyAsync(HostileRequests.Saying("\"Hi\"", ""","options":{"maxOutputTokens":4}"""));
        Assert.Equal("done", events[^1].GetProperty("type").GetString());
        await Assert.ThrowsAsync<WebSocketException>(() => HubClient.ConnectAsync(keyed.Server.Address, "access_token=tm_wrong"));
    }

    [Fact]
    public async Task OpenAIs_client_understands_the_refusal()
    {
        var client = new OpenAIClient(new ApiKeyCredential("tm_wrong"), new OpenAIClientOptions { Endpoint = new Uri(keyed.Server.Address, "v1") });
        var error = await Assert.ThrowsAsync<ClientResultException>(async () => await client.GetOpenAIModelClient().GetModelsAsync());
        Assert.Equal(401, error.Status);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_and_its_name_stays_taken()
    {
        string key = await keyed.CreateKeyAsync("second");
        using HttpClient http = keyed.Connect(key);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/status")).StatusCode);
        await ServerProcess.KeysAsync(keyed.Database, "revoke", "second");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/status")).StatusCode);

        string list = await ServerProcess.KeysAsync(keyed.Database, "list");
        Assert.Contains("second", list, StringComparison.Ordinal);
        Assert.Contains("revoked", list, StringComparison.Ordinal);
        var (code, errors, _) = await ServerProcess.RunAsync("keys", "create", "second", "--database", keyed.Database);
        Assert.Equal(1, code);
        Assert.Contains("'second'", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_sees_its_own_conversations_only()
    {
        using HttpClient first = keyed.Connect(keyed.Key);
        using HttpClient other = keyed.Connect(await keyed.CreateKeyAsync("other"));
        string id = await first.CreateConversationAsync("mine");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/conversations/{id}")).StatusCode);
        Assert.Empty((await other.GetFromJsonAsync<JsonElement>("/api/conversations")).GetProperty("conversations").EnumerateArray());
    }

    [Fact]
    public async Task The_database_holds_no_key()
    {
        using HttpClient http = keyed.Connect(keyed.Key);
        await http.GetAsync("/api/status");
        byte[] secret = Encoding.UTF8.GetBytes(keyed.Key[3..]);
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(keyed.Database)!))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            Assert.Equal(-1, copy.ToArray().AsSpan().IndexOf(secret));
        }

        Assert.DoesNotContain(keyed.Key, keyed.Server.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keys", "keys create NAME")]
    [InlineData("keys make a", "keys create NAME")]
    [InlineData("keys create", "keys create NAME")]
    [InlineData("keys revoke nobody", "'nobody'")]
    [InlineData("keys create a --prot 1", "Unknown argument '--prot'")]
    public async Task A_wrong_verb_is_refused(string arguments, string expected)
    {
        string[] words = arguments.Split(' ');
        var (code, errors, _) = await ServerProcess.RunAsync([.. words, .. words.Contains("--prot") ? (string[])[] : ["--database", TestDatabases.NewFile()]]);
        Assert.Equal(1, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }
}
