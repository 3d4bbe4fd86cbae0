using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.OpenAI;

/// <summary>The official npm client.</summary>
[Collection(TinyServerCollection.Name)]
public sealed class NodeClientTests(TinyServer tiny)
{
    [Fact]
    public async Task It_chats_streams_and_understands_errors()
    {
        JsonElement seen = await NodeClients.RunAsync("chat.mjs", tiny.Server.Address.ToString());
        JsonElement whole = seen.GetProperty("whole");
        JsonElement stream = seen.GetProperty("stream");

        Assert.Equal(seen.GetProperty("model").GetString(), seen.GetProperty("retrieved").GetString());
        Assert.Equal(
            whole.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), stream.GetProperty("text").GetString());
        foreach (string tokens in (string[])["prompt_tokens", "completion_tokens", "total_tokens"])
        {
            Assert.Equal(whole.GetProperty("usage").GetProperty(tokens).GetInt64(), stream.GetProperty("usage").GetProperty(tokens).GetInt64());
        }

        Assert.InRange(
            stream.GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt64(),
            16,
            stream.GetProperty("usage").GetProperty("prompt_tokens").GetInt64() - 1);
        Assert.Equal(whole.GetProperty("markers").WithoutProbabilities(), stream.GetProperty("markers").WithoutProbabilities());
        Assert.Equal("German", whole.GetProperty("markers").GetProperty("given").GetProperty("lang").GetString());
        Assert.True(whole.GetProperty("adherence").GetProperty("length_tokens").GetProperty("met").GetBoolean());
        AssertFailure(seen, "model", "NotFoundError", 404, "model_not_found", "model");
        AssertFailure(seen, "markers", "BadRequestError", 400, "invalid_markers", "markers");
        AssertFailure(seen, "n", "BadRequestError", 400, "invalid_request", "n");
        AssertFailure(seen, "image", "BadRequestError", 400, "invalid_request", "messages[0].content[0]");
        AssertFailure(seen, "long", "BadRequestError", 400, "context_length_exceeded", "messages");
    }

    [Fact]
    public async Task It_calls_tools()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(messages => messages[^1].Role == ChatRole.Tool
            ? [new TextContent("It is clear in Oslo.")]
            : [new FunctionCallContent("call_1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo" })]);
        JsonElement seen = await NodeClients.RunAsync("tools.mjs", server.Address.ToString());

        foreach (string way in (string[])["called", "streamed"])
        {
            JsonElement choice = seen.GetProperty(way);
            JsonElement call = Assert.Single(choice.GetProperty("message").GetProperty("tool_calls").EnumerateArray());
            Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
            Assert.Equal("""{"city":"Oslo"}""", call.GetProperty("function").GetProperty("arguments").GetString());
        }

        Assert.Equal("It is clear in Oslo.", seen.GetProperty("answer").GetProperty("message").GetProperty("content").GetString());
    }

    private static void AssertFailure(JsonElement seen, string name, string kind, int status, string code, string param)
    {
        JsonElement failure = seen.GetProperty("failures").GetProperty(name);
        Assert.Equal(
            (kind, status, code, param, "invalid_request_error"),
            (failure.GetProperty("kind").GetString()!, failure.GetProperty("status").GetInt32(), failure.GetProperty("code").GetString()!,
                failure.GetProperty("param").GetString()!, failure.GetProperty("type").GetString()!));
    }
}
