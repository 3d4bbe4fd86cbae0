using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Tests.Support;
using TreasureMarkers.Inference;

namespace TreasureMarkers.ChatServer.Tests.Engines;

/// <summary>The server over an engine that tests write: what one that knows nothing of markers says, and what goes wrong.</summary>
public sealed class OpenAIEngineTests
{
    private const string Key = "upstream_secret";
    private static readonly string Hi = HostileRequests.Saying("\"Hi\"", ""","markers":{"task":"Explanation"}""");

    [Fact]
    public async Task A_list_that_leads_the_text_is_read_and_what_is_not_told_is_measured()
    {
        string[] pieces = ["<MARKER", "_LIST> <length_tokens> 20 </length_tokens> <task> Explanation </task> <lang> Ger", "man </lang> </MARKER_LIST>", " Hallo, das", " ist ein Satz."];
        await using ScriptedServer engine = await ScriptedServer.StartAsync([.. pieces.Select(p => new TextContent(p))]);
        await using ScriptedServer server = await ConnectAsync(engine, "--Inference:OpenAI:MarkersInPrompt", "true");
        JsonElement answer = await server.PostJsonAsync(Hi);
        JsonElement markers = answer.GetProperty("markers");

        Assert.Equal("Hallo, das ist ein Satz.", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("""{"task":"Explanation"}""", markers.GetProperty("given").GetRawText());
        Assert.Equal(
            """{"length_tokens":{"value":"20","probability":null,"top":[],"interval":null},"lang":{"value":"German","probability":null,"top":[],"interval":null}}""",
            markers.GetProperty("inferred").GetRawText());
        Assert.True(answer.GetProperty("adherence").GetProperty("lang").GetProperty("met").GetBoolean());
        Assert.Equal("Hi <MARKER_LIST> <task> Explanation </task> </MARKER_LIST>", engine.Client.Messages[^1].Text);
    }

    [Fact]
    public async Task Markers_go_beside_the_messages_where_the_engine_takes_them()
    {
        await using ScriptedServer engine = await ScriptedServer.StartAsync(new TextContent("Hallo"));
        await using ScriptedServer server = await ConnectAsync(engine);
        await server.PostJsonAsync(HostileRequests.Saying(
            "\"Hi\"", ""","markers":{"length_tokens":20},"enforce":["length_tokens"],"temperature":0.5,"seed":3,"stop":"x","response_format":{"type":"json_object"}"""));

        ChatOptions options = engine.Client.Options;
        Assert.Equal("Hi", engine.Client.Messages[^1].Text);
        Assert.Contains(KeyValuePair.Create("length_tokens", "20"), Assert.IsAssignableFrom<IEnumerable<KeyValuePair<string, string>>>(options.AdditionalProperties!["markers"]));
        Assert.Equal(["length_tokens"], Assert.IsAssignableFrom<IEnumerable<string>>(options.AdditionalProperties!["enforce"]));
        Assert.Equal((0.5f, 3L, "x"), (options.Temperature, options.Seed, options.StopSequences!.Single()));
        Assert.IsType<ChatResponseFormatJson>(options.ResponseFormat);
    }

    [Fact]
    public async Task An_engine_that_cannot_enforce_is_not_asked_to()
    {
        await using ScriptedServer engine = await ScriptedServer.StartAsync(new TextContent("Hallo"));
        await using ScriptedServer server = await ConnectAsync(engine, "--Inference:OpenAI:MarkersInPrompt", "true");
        var (status, text) = await server.PostAsync(HostileRequests.Saying("\"Hi\"", ""","markers":{"length_tokens":20},"enforce":["length_tokens"]"""));
        Assert.Equal(400, status);
        Assert.Contains("enforce", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_pass_both_ways()
    {
        await using ScriptedServer engine = await ScriptedServer.StartAsync(messages => messages[^1].Role == ChatRole.Tool
            ? [new TextContent("It is clear in Oslo.")]
            : [new FunctionCallContent("call_1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo" })]);
        await using ScriptedServer server = await ConnectAsync(engine);
        JsonElement seen = await NodeClients.RunAsync("tools.mjs", server.Address.ToString());
        Assert.Equal("""{"city":"Oslo"}""", seen.GetProperty("called").GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal("tool_calls", seen.GetProperty("streamed").GetProperty("finish_reason").GetString());
        Assert.Equal("It is clear in Oslo.", seen.GetProperty("answer").GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task A_busy_engine_is_a_429()
    {
        await using ScriptedServer engine = await ScriptedServer.StartAsync(_ => throw new QueueFullException("full"));
        await using ScriptedServer server = await ConnectAsync(engine);
        using var content = new StringContent(Hi);
        using HttpResponseMessage response = await server.Http.PostAsync("/v1/chat/completions", content);
        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task An_engine_that_fails_or_is_gone_is_a_503_that_tells_nothing_of_it()
    {
        ScriptedServer engine = await ScriptedServer.StartAsync(_ => throw new InvalidOperationException("secret"));
        await using ScriptedServer server = await ConnectAsync(engine);
        await AssertHiddenAsync(server, engine, await server.PostAsync(Hi));
        await engine.DisposeAsync();
        await AssertHiddenAsync(server, engine, await server.PostAsync(Hi));
        using HttpResponseMessage ready = await server.Http.GetAsync("/health/ready");
        Assert.Equal(503, (int)ready.StatusCode);
    }

    [Fact]
    public async Task An_engine_that_breaks_off_ends_the_stream_with_an_error()
    {
        await using ScriptedServer engine = await ScriptedServer.StartAsync(_ => Break());
        await using ScriptedServer server = await ConnectAsync(engine);
        var (status, text) = await server.PostAsync(HostileRequests.Saying("\"Hi\"", ""","stream":true"""));
        string[] events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(200, status);
        Assert.Contains("Half ", text, StringComparison.Ordinal);
        Assert.Equal("backend_unavailable", JsonElement.Parse(events[^1]["data: ".Length..]).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_request_that_the_engine_refuses_is_a_400_without_its_address()
    {
        await using ScriptedServer engine = await ScriptedServer.StartAsync(_ => throw new NotSupportedException($"Not at http://127.0.0.1 with {Key}."));
        await using ScriptedServer server = await ConnectAsync(engine);
        var (status, text) = await server.PostAsync(Hi);
        Assert.Equal(400, status);
        Assert.Equal("Not at http://… with ….", JsonElement.Parse(text).GetProperty("error").GetProperty("message").GetString());
    }

    private static IEnumerable<AIContent> Break()
    {
        yield return new TextContent("Half ");
        throw new InvalidOperationException("secret");
    }

    // The engine asks for no key, so any is let pass; it stands for a secret that must not come back.
    private static Task<ScriptedServer> ConnectAsync(ScriptedServer engine, params string[] more) => ScriptedServer.ConnectAsync(
        ["--Inference:Backend", "openai", "--Inference:OpenAI:BaseUrl", $"{engine.Address}v1", "--Inference:OpenAI:Model", "scripted",
            "--Inference:OpenAI:ApiKey", Key, .. more]);

    private static async Task AssertHiddenAsync(ScriptedServer server, ScriptedServer engine, (int Status, string Text) answer)
    {
        Assert.Equal(503, answer.Status);
        Assert.Equal("backend_unavailable", JsonElement.Parse(answer.Text).GetProperty("error").GetProperty("code").GetString());
        string model = await server.Http.GetStringAsync("/api/model");
        foreach (string text in (string[])[answer.Text, model])
        {
            Assert.DoesNotContain($"{engine.Address.Port}", text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        }
    }
}
