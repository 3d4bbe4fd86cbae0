using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Tests.Support;
using TreasureMarkers.Inference;

namespace TreasureMarkers.ChatServer.Tests.OpenAI;

/// <summary>What the model's failures look like from outside.</summary>
public sealed class FailureTests
{
    private static readonly string Stream = HostileRequests.Saying("\"Hi\"", ""","stream":true""");
    private static readonly string Whole = HostileRequests.Saying("\"Hi\"");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_defect_is_a_500_without_its_details(bool stream)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Fail(new InvalidOperationException("secret of /etc")));
        var (status, text) = await server.PostAsync(stream ? Stream : Whole);
        JsonElement error = JsonElement.Parse(text).GetProperty("error");
        Assert.Equal(500, status);
        Assert.Equal(("server_error", "internal"), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_within_a_stream_is_its_last_event()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Fail(new InvalidOperationException("secret"), new TextContent("Half ")));
        var (status, text) = await server.PostAsync(Stream);
        string[] events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(200, status);
        Assert.Equal(2, events.Length);
        Assert.Contains("Half ", events[0], StringComparison.Ordinal);
        Assert.Equal(
            """data: {"error":{"message":"The server failed on this request; its log has the details.","type":"server_error","param":null,"code":"internal"}}""",
            events[1]);
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_back()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Fail(new QueueFullException("full")));
        using var content = new StringContent(Whole);
        using HttpResponseMessage response = await server.Http.PostAsync("/v1/chat/completions", content);
        JsonElement error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal(429, (int)response.StatusCode);
        Assert.True(response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Equal("rate_limit_error", error.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Too_few_tokens_for_the_format_are_a_400_of_max_tokens()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Fail(new OutputLimitException("Raise MaxOutputTokens.")));
        var (status, text) = await server.PostAsync(Whole);
        JsonElement error = JsonElement.Parse(text).GetProperty("error");
        Assert.Equal((400, "max_tokens"), (status, error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task What_the_model_cannot_do_is_a_400_that_says_so()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Fail(new NotSupportedException("This model cannot call tools.")));
        var (status, text) = await server.PostAsync(Whole);
        Assert.Equal(400, status);
        Assert.Equal("This model cannot call tools.", JsonElement.Parse(text).GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task The_format_reaches_the_model()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(new TextContent("{}"));
        await server.PostAsync(HostileRequests.Saying("\"Hi\"", ""","response_format":{"type":"json_object"}"""));
        Assert.Null(Assert.IsType<ChatResponseFormatJson>(server.Client.Options.ResponseFormat).Schema);
        await server.PostAsync(HostileRequests.Saying("\"Hi\"", ""","response_format":{"type":"json_schema","json_schema":{"name":"pair","schema":{"type":"object"},"strict":true}}"""));
        var format = Assert.IsType<ChatResponseFormatJson>(server.Client.Options.ResponseFormat);
        Assert.Equal(("pair", """{"type":"object"}"""), (format.SchemaName, format.Schema!.Value.GetRawText()));
        await server.PostAsync(HostileRequests.Saying("\"Hi\"", ""","response_format":{"type":"text"}"""));
        Assert.Same(ChatResponseFormat.Text, server.Client.Options.ResponseFormat);
    }

    [Fact]
    public async Task Sampling_reaches_the_model()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(new TextContent("Hi"));
        await server.PostAsync(HostileRequests.Saying("\"Hi\"", ""","temperature":0.5,"top_p":0.9,"presence_penalty":1.5,"frequency_penalty":-1,"seed":-7,"max_tokens":9,"stop":["a","b"],"user":"someone" """));
        ChatOptions options = server.Client.Options;
        Assert.Equal((0.5f, 0.9f, 1.5f, -1f), (options.Temperature, options.TopP, options.PresencePenalty, options.FrequencyPenalty));
        Assert.Equal((-7L, 9), (options.Seed, options.MaxOutputTokens));
        Assert.Equal(["a", "b"], options.StopSequences);
    }

    private static IEnumerable<AIContent> Fail(Exception exception, params AIContent[] before)
    {
        foreach (AIContent content in before)
        {
            yield return content;
        }

        throw exception;
    }
}
