using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Conversations;

[Collection(TinyServerCollection.Name)]
public sealed class ConversationApiTests(TinyServer tiny)
{
    private HttpClient Http => tiny.Server.Http;

    [Fact]
    public async Task A_conversation_is_made_listed_renamed_and_deleted()
    {
        string id = await Http.CreateConversationAsync("First");
        string other = await Http.CreateConversationAsync();
        JsonElement list = (await Http.GetFromJsonAsync<JsonElement>("/api/conversations?limit=2")).GetProperty("conversations");
        Assert.Equal([other, id], list.EnumerateArray().Select(c => c.GetProperty("id").GetString()!));

        Assert.Equal(HttpStatusCode.NoContent, (await Http.PatchAsJsonAsync($"/api/conversations/{id}", new { title = "Second" })).StatusCode);
        Assert.Equal("Second", (await Http.GetFromJsonAsync<JsonElement>($"/api/conversations/{id}")).GetProperty("title").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await Http.DeleteAsync($"/api/conversations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Http.DeleteAsync($"/api/conversations/{id}")).StatusCode);
    }

    [Fact]
    public async Task A_reply_is_stored_with_its_question_and_its_markers()
    {
        string id = await Http.CreateConversationAsync();
        await using HubClient hub = await HubClient.ConnectAsync(tiny.Server.Address);
        var events = await hub.ReplyAsync(Ask("Hi\\u0000!", id, 8));
        Assert.Equal("done", events[^1].GetProperty("type").GetString());
        string text = string.Concat(events.Where(e => e.GetProperty("type").GetString() == "text").Select(e => e.GetProperty("delta").GetString()));

        Assert.Equal([("user", "Hi\0!"), ("assistant", text)], await Http.MessagesAsync(id));
        JsonElement answer = (await Http.GetFromJsonAsync<JsonElement>($"/api/conversations/{id}")).GetProperty("messages")[1];
        Assert.Equal("German", answer.GetProperty("given").GetProperty("lang").GetString());
        Assert.Equal(events[1].GetProperty("inferred").GetRawText(), answer.GetProperty("inferred").GetRawText());
        Assert.Equal(events[^1].GetProperty("finishReason").GetString(), answer.GetProperty("finishReason").GetString());
    }

    [Fact]
    public async Task A_reply_that_is_stopped_is_stored_as_far_as_it_came()
    {
        string id = await Http.CreateConversationAsync();
        await using HubClient hub = await HubClient.ConnectAsync(tiny.Server.Address);
        await hub.StartReplyAsync(Ask("Hi", id, 100_000));
        string seen = (await hub.NextOfTypeAsync("text")).GetProperty("delta").GetString()!;
        await hub.CancelReplyAsync();
        await tiny.Server.WaitForAsync(status => status.Active == 0);
        while (await hub.NextEventAsync() is not null)
        {
        }

        var stored = await Http.MessagesAsync(id);
        Assert.Equal(2, stored.Count);
        Assert.StartsWith(seen, stored[1].Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0198c0de")]
    [InlineData("../../etc/passwd")]
    [InlineData("' OR 1=1 --")]
    public async Task Another_id_is_refused_by_the_hub(string id)
    {
        await using HubClient hub = await HubClient.ConnectAsync(tiny.Server.Address);
        var events = await hub.ReplyAsync(Ask("Hi", id, 8));
        Assert.Equal("conversation_not_found", Assert.Single(events).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("GET", "/api/conversations/0198", "", 404)]
    [InlineData("GET", "/api/conversations/..%2f..%2fetc%2fpasswd", "", 404)]
    [InlineData("GET", "/api/conversations/%27%20OR%201=1", "", 404)]
    [InlineData("DELETE", "/api/conversations/x", "", 404)]
    [InlineData("PATCH", "/api/conversations/x", "{\"title\":\"a\"}", 404)]
    [InlineData("PATCH", "/api/conversations/x", "{}", 400)]
    [InlineData("POST", "/api/conversations", "{\"title\":\"a\\u0000\"}", 400)]
    [InlineData("POST", "/api/conversations", "{\"title\":7}", 400)]
    [InlineData("POST", "/api/conversations", "[", 400)]
    [InlineData("GET", "/api/conversations?limit=0", "", 400)]
    [InlineData("GET", "/api/conversations?limit=many", "", 400)]
    [InlineData("GET", "/api/conversations?before=yesterday", "", 400)]
    public async Task A_wrong_request_is_refused(string method, string path, string body, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await Http.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEmpty(JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("message").GetString()!);
    }

    private static string Ask(string text, string id, int tokens) => HostileRequests.Saying(
        $"\"{text}\"", $$""","conversationId":"{{id}}","markers":{"lang":"German"},"options":{"temperature":0,"maxOutputTokens":{{tokens}}}""");
}
