using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.OpenAI;

/// <summary>OpenAI's tools are the chat client's functions, both ways.</summary>
public sealed class ToolTests
{
    private const string Weather = """{"type":"function","function":{"name":"weather","description":"The weather.","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}""";

    private static readonly FunctionCallContent[] Calls =
    [
        new("call_1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo" }),
        new("call_2", "weather", new Dictionary<string, object?> { ["city"] = "Zürich", ["days"] = 3 }),
    ];

    [Fact]
    public async Task Tools_and_their_choice_reach_the_model()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(new TextContent("Hi"));
        await server.PostJsonAsync(HostileRequests.Saying("\"Hi\"", $$""","tools":[{{Weather}}],"tool_choice":"required","parallel_tool_calls":false"""));
        var tool = Assert.IsAssignableFrom<AIFunctionDeclaration>(Assert.Single(server.Client.Options.Tools!));
        Assert.Equal(("weather", "The weather."), (tool.Name, tool.Description));
        Assert.Equal("""{"type":"object","properties":{"city":{"type":"string"}}}""", tool.JsonSchema.GetRawText());
        Assert.Equal(ChatToolMode.RequireAny, server.Client.Options.ToolMode);
        Assert.False(server.Client.Options.AllowMultipleToolCalls);

        await server.PostJsonAsync(HostileRequests.Saying("\"Hi\"", $$""","tools":[{{Weather}}],"tool_choice":{"type":"function","function":{"name":"weather"} }"""));
        Assert.Equal(ChatToolMode.RequireSpecific("weather"), server.Client.Options.ToolMode);
    }

    [Fact]
    public async Task Calls_and_their_results_in_the_history_reach_the_model()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(new TextContent("Clear."));
        JsonElement answer = await server.PostJsonAsync("""
            {"messages":[
              {"role":"developer","content":"Be brief."},
              {"role":"user","content":"Oslo?"},
              {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}}]},
              {"role":"tool","tool_call_id":"call_1","content":[{"type":"text","text":"clear"}]}]}
            """);

        Assert.Equal("Clear.", answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool], server.Client.Messages.Select(m => m.Role));
        var call = Assert.IsType<FunctionCallContent>(Assert.Single(server.Client.Messages[2].Contents));
        Assert.Equal(("call_1", "weather", "Oslo"), (call.CallId, call.Name, call.Arguments!["city"]!.ToString()));
        var result = Assert.IsType<FunctionResultContent>(Assert.Single(server.Client.Messages[3].Contents));
        Assert.Equal(("call_1", "clear"), (result.CallId, result.Result));
    }

    [Fact]
    public async Task The_empty_text_stands_for_no_arguments()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(new TextContent("Clear."));
        var (status, _) = await server.PostAsync("""
            {"messages":[
              {"role":"user","content":"Oslo?"},
              {"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]},
              {"role":"tool","tool_call_id":"call_1","content":"clear"}]}
            """);
        Assert.Equal(200, status);
        Assert.Empty(Assert.IsType<FunctionCallContent>(Assert.Single(server.Client.Messages[1].Contents)).Arguments!);
    }

    [Fact]
    public async Task Calls_are_answered_in_OpenAIs_shape()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Calls);
        JsonElement choice = (await server.PostJsonAsync(HostileRequests.Saying("\"Hi\"", $$""","tools":[{{Weather}}]"""))).GetProperty("choices")[0];
        Assert.Equal(
            """{"content":null,"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}},{"id":"call_2","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Zürich\",\"days\":3}"}}],"refusal":null}""",
            choice.GetProperty("message").GetRawText());
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Calls_are_streamed_with_their_place()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Calls);
        var (_, text) = await server.PostAsync(HostileRequests.Saying("\"Hi\"", $$""","stream":true,"tools":[{{Weather}}]"""));
        string[] events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        string[] choices = [.. events.SkipLast(1).Select(e => JsonElement.Parse(e["data: ".Length..]).GetProperty("choices")[0].GetRawText())];
        Assert.Equal(
            [
                """{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}}]},"finish_reason":null,"logprobs":null}""",
                """{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Zürich\",\"days\":3}"}}]},"finish_reason":null,"logprobs":null}""",
                """{"index":0,"delta":{},"finish_reason":"tool_calls","logprobs":null}""",
            ],
            choices);
        Assert.Equal("data: [DONE]", events[^1]);
    }

    [Theory]
    [InlineData("\"tools\":{}", "tools")]
    [InlineData("\"tools\":[{\"type\":\"function\"}]", "tools[0]")]
    [InlineData("\"tools\":[{\"type\":\"web_search\"}]", "tools[0]")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]", "tools[0].function.name")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"../a\"}}]", "tools[0].function.name")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":[]}}]", "tools[0].function.parameters")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]", "tools")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":{\"title\":\"\\ud800\"}}}]", null)]
    [InlineData("\"tools\":[{\"\\ud800\":1}]", "tools")]
    [InlineData("\"tool_choice\":\"required\"", "tool_choice")]
    [InlineData("\"tool_choice\":\"sometimes\"", "tool_choice")]
    [InlineData("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"b\"}}", "tool_choice")]
    public async Task A_malformed_tool_is_named(string member, string? param) =>
        await AssertRefusedAsync(HostileRequests.Saying("\"Hi\"", "," + member), param);

    [Theory]
    [InlineData("""{"role":"tool","tool_call_id":"call_9","content":"x"}""", "messages[1].tool_call_id")]
    [InlineData("""{"role":"tool","content":"x"}""", "messages[1].tool_call_id")]
    [InlineData("""{"role":"user","content":"x","tool_calls":[{"id":"1","type":"function","function":{"name":"a","arguments":"{}"}}]}""", "messages[1].tool_calls")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"a","arguments":"[]"}}]}""", "messages[1].tool_calls[0].function.arguments")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"a","arguments":"{"}}]}""", "messages[1].tool_calls[0].function.arguments")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"a","arguments":"{\"a\":\"\\ud800\"}"}}]}""", "messages[1].tool_calls[0].function.arguments")]
    [InlineData("""{"role":"assistant","tool_calls":[{"type":"function"}]}""", "messages[1].tool_calls[0]")]
    [InlineData("""{"role":"assistant","tool_calls":[null]}""", "messages[1].tool_calls[0]")]
    [InlineData("""{"role":"assistant","content":null}""", "messages[1].content")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:,"}}]}""", "messages[1].content[0]")]
    [InlineData("""{"role":"user","content":[{"type":"text"}]}""", "messages[1].content[0].text")]
    public async Task A_malformed_message_is_named(string message, string param) =>
        await AssertRefusedAsync($$"""{"messages":[{"role":"user","content":"Hi"},{{message}}]}""", param);

    private static async Task AssertRefusedAsync(string body, string? param)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(new TextContent("Hi"));
        var (status, text) = await server.PostAsync(body);
        Assert.Equal(400, status);
        Assert.Equal(param, JsonElement.Parse(text).GetProperty("error").GetProperty("param").GetString());
    }
}
