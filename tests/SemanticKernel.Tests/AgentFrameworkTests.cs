using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;
using TreasureMarkers.Plugin;
using TreasureMarkers.SemanticKernel.Tests.Support;

namespace TreasureMarkers.SemanticKernel.Tests;

public sealed class AgentFrameworkTests(TinyModel model)
{
    private static readonly ChatClientAgentRunOptions InGerman = new(
        new ChatOptions { MaxOutputTokens = 20 }.WithMarkers(("lang", "German")));

    [Fact]
    public async Task An_agent_answers_and_goes_on_in_its_session()
    {
        var agent = new ChatClientAgent(model.Client, "Be brief.", "helper");
        var session = await agent.CreateSessionAsync();
        var first = await agent.RunAsync("Hello", session, InGerman);
        var second = await agent.RunAsync("And then?", session, InGerman);
        ChatMessage[] conversation =
        [
            new(ChatRole.User, "Hello"), new(ChatRole.Assistant, first.Text), new(ChatRole.User, "And then?"),
        ];
        var options = new ChatOptions { MaxOutputTokens = 20, Instructions = "Be brief." }.WithMarkers(("lang", "German"));
        Assert.Equal((await model.Client.GetResponseAsync(conversation, options)).Text, second.Text);
        Assert.Equal("German", second.AsChatResponse().GetMarkers()!.Given["lang"]);
    }

    [Fact]
    public async Task Streaming_gives_the_same_as_not_streaming()
    {
        var agent = new ChatClientAgent(model.Client);
        var updates = await agent.RunStreamingAsync("Hello", options: InGerman).ToListAsync();
        Assert.Equal((await agent.RunAsync("Hello", options: InGerman)).Text, string.Concat(updates.Select(update => update.Text)));
        Assert.IsType<MarkerContent>(updates[0].Contents[0]);
    }

    [Fact]
    public async Task The_kernels_service_can_be_the_agents_client()
    {
        var agent = new ChatClientAgent(model.Kernel().GetRequiredService<IChatCompletionService>().AsChatClient());
        var response = await agent.RunAsync("Hello", options: InGerman);
        Assert.Equal((await model.Client.GetResponseAsync("Hello", InGerman.ChatOptions)).Text, response.Text);
    }
}
