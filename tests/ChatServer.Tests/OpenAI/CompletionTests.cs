using System.Net;
using System.Text;
using System.Text.Json;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.OpenAI;

[Collection(TinyServerCollection.Name)]
public sealed class CompletionTests(TinyServer tiny)
{
    private const string Greedy = ""","temperature":0,"max_tokens":24""";
    private const string Marked = ""","markers":{"lang":"German","length_tokens":40}""" + Greedy;

    [Fact]
    public async Task A_completion_has_OpenAIs_shape_and_the_markers_beside_it()
    {
        var (status, json) = await PostAsync(HostileRequests.Saying("\"Hi\"", Marked));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("chatcmpl-", json.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("chat.completion", json.GetProperty("object").GetString());
        Assert.True(json.GetProperty("created").GetInt64() > 1_700_000_000);
        JsonElement choice = Assert.Single(json.GetProperty("choices").EnumerateArray());
        Assert.Equal(0, choice.GetProperty("index").GetInt32());
        Assert.Equal("assistant", choice.GetProperty("message").GetProperty("role").GetString());
        Assert.Equal(JsonValueKind.String, choice.GetProperty("message").GetProperty("content").ValueKind);
        Assert.Contains(choice.GetProperty("finish_reason").GetString(), new[] { "stop", "length" });
        JsonElement usage = json.GetProperty("usage");
        Assert.Equal(
            usage.GetProperty("total_tokens").GetInt64(),
            usage.GetProperty("prompt_tokens").GetInt64() + usage.GetProperty("completion_tokens").GetInt64());
        Assert.Equal("German", json.GetProperty("markers").GetProperty("given").GetProperty("lang").GetString());
        Assert.NotEmpty(json.GetProperty("markers").GetProperty("inferred").EnumerateObject());
        Assert.Equal("40", json.GetProperty("adherence").GetProperty("length_tokens").GetProperty("asked").GetString());
    }

    [Fact]
    public async Task The_stream_carries_the_same_answer()
    {
        var (_, whole) = await PostAsync(HostileRequests.Saying("\"Hi\"", Marked));
        string[] lines = await StreamAsync(HostileRequests.Saying("\"Hi\"", Marked + ""","stream":true,"stream_options":{"include_usage":true}"""));

        Assert.Equal("[DONE]", lines[^1]);
        JsonElement[] chunks = [.. lines.SkipLast(1).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString()));
        Assert.Single(chunks.Select(chunk => chunk.GetProperty("id").GetString()).Distinct());
        Assert.Equal("assistant", Delta(chunks[0]).GetProperty("role").GetString());
        Assert.Equal(whole.GetProperty("markers").WithoutProbabilities(), chunks[0].GetProperty("markers").WithoutProbabilities());
        string text = string.Concat(chunks.SkipLast(2).Select(chunk => Delta(chunk).GetProperty("content").GetString()));
        Assert.Equal(whole.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), text);
        Assert.Equal(
            whole.GetProperty("choices")[0].GetProperty("finish_reason").GetString(),
            chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(whole.GetProperty("adherence").GetRawText(), chunks[^2].GetProperty("adherence").GetRawText());
        Assert.Empty(chunks[^1].GetProperty("choices").EnumerateArray());
        Assert.Equal(whole.GetProperty("usage").GetRawText(), chunks[^1].GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task A_stream_sends_the_usage_only_when_asked()
    {
        string[] lines = await StreamAsync(HostileRequests.Saying("\"Hi\"", Greedy + ""","stream":true"""));
        Assert.All(lines.SkipLast(1), line => Assert.False(JsonDocument.Parse(line).RootElement.TryGetProperty("usage", out _)));
    }

    [Fact]
    public async Task Text_may_come_in_parts()
    {
        var (_, parts) = await PostAsync(HostileRequests.Saying("""[{"type":"text","text":"Good "},{"type":"text","text":"day"}]""", Greedy));
        var (_, whole) = await PostAsync(HostileRequests.Saying("\"Good day\"", Greedy));
        Assert.Equal(
            whole.GetProperty("choices")[0].GetProperty("message").GetRawText(),
            parts.GetProperty("choices")[0].GetProperty("message").GetRawText());
    }

    [Theory]
    [MemberData(nameof(HostileRequests.AnsweredAsText), MemberType = typeof(HostileRequests))]
    public async Task A_hostile_text_is_text(string jsonText)
    {
        var (status, json) = await PostAsync(HostileRequests.Saying(jsonText, Greedy));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Empty(json.GetProperty("markers").GetProperty("given").EnumerateObject());
    }

    [Fact]
    public async Task The_model_is_listed_and_other_models_are_refused()
    {
        JsonElement list = JsonDocument.Parse(await tiny.Server.Http.GetStringAsync("/v1/models")).RootElement;
        string name = Assert.Single(list.GetProperty("data").EnumerateArray()).GetProperty("id").GetString()!;
        var (own, _) = await PostAsync(HostileRequests.Saying("\"Hi\"", Greedy + $$""","model":"{{name}}" """));
        var (other, json) = await PostAsync(HostileRequests.Saying("\"Hi\"", ""","model":"gpt-4o" """));

        Assert.Equal(HttpStatusCode.OK, own);
        Assert.Equal(HttpStatusCode.NotFound, other);
        Assert.Equal("model_not_found", json.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains(name, json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static JsonElement Delta(JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta");

    private async Task<(HttpStatusCode Status, JsonElement Json)> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await tiny.Server.Http.PostAsync("/v1/chat/completions", content);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private async Task<string[]> StreamAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await tiny.Server.Http.PostAsync("/v1/chat/completions", content);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return
        [
            .. (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(part => part["data: ".Length..]),
        ];
    }
}
