using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using TreasureMarkers.ChatServer.Tests.Support;
using OpenAIMessage = OpenAI.Chat.ChatMessage;

namespace TreasureMarkers.ChatServer.Tests.OpenAI;

/// <summary>The official NuGet client.</summary>
[Collection(TinyServerCollection.Name)]
public sealed class DotNetClientTests(TinyServer tiny)
{
    private static readonly OpenAIMessage[] Hi = [new SystemChatMessage("Be kind."), new UserChatMessage("Hi")];

    [Fact]
    public async Task It_chats_and_streams_the_same()
    {
        OpenAIClient client = Connect(tiny.Server.Address);
        string model = (await client.GetOpenAIModelClient().GetModelsAsync()).Value.Single().Id;
        ChatClient chat = client.GetChatClient(model);
        var options = new ChatCompletionOptions { Temperature = 0, MaxOutputTokenCount = 24 };

        ChatCompletion whole = await chat.CompleteChatAsync(Hi, options);
        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        await foreach (StreamingChatCompletionUpdate update in chat.CompleteChatStreamingAsync(Hi, options))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            usage = update.Usage ?? usage;
        }

        Assert.Equal(whole.Content[0].Text, text.ToString());
        Assert.Equal(whole.Usage.TotalTokenCount, usage!.TotalTokenCount);
        Assert.Equal(whole.Model, model);
    }

    [Fact]
    public async Task It_understands_errors()
    {
        ChatClient chat = Connect(tiny.Server.Address).GetChatClient("gpt-9");
        var error = await Assert.ThrowsAsync<ClientResultException>(async () => await chat.CompleteChatAsync(Hi));
        Assert.Equal(404, error.Status);
        Assert.Contains("model_not_found", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_calls_tools()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(messages => messages[^1].Role == ChatRole.Tool
            ? [new TextContent("It is clear in Oslo.")]
            : [new FunctionCallContent("call_1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo" })]);
        ChatClient chat = Connect(server.Address).GetChatClient("scripted");
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("weather", "The weather.") } };

        ChatCompletion called = await chat.CompleteChatAsync(Hi, options);
        ChatToolCall call = Assert.Single(called.ToolCalls);
        Assert.Equal(global::OpenAI.Chat.ChatFinishReason.ToolCalls, called.FinishReason);
        Assert.Equal("""{"city":"Oslo"}""", call.FunctionArguments.ToString());
        ChatCompletion answer = await chat.CompleteChatAsync(
            [.. Hi, new AssistantChatMessage(called), new ToolChatMessage(call.Id, "clear")], options);
        Assert.Equal("It is clear in Oslo.", answer.Content[0].Text);
    }

    private static OpenAIClient Connect(Uri server) => new(
        new ApiKeyCredential("unused"),
        new OpenAIClientOptions { Endpoint = new Uri(server, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
