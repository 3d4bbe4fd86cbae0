using System.ClientModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using Snapshooter.Xunit3;
using TreasureMarkers.Evaluation.Benchmarks;
using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation.Tests;

/// <summary>A model folder and a server as what is evaluated.</summary>
public sealed class EvalModelTests
{
    private static readonly EvalRequest Hi = EvalRequest.Of("Explain what this package does for its users.", 12);

    [Fact]
    public async Task A_real_server_answers_as_its_model_folder_does()
    {
        using var folder = new TemporaryFolder();
        string model = new RandomModel(Context: 768, CallBias: 100).WriteTo(folder["model"]);
        string assembly = Path.Combine(AppContext.BaseDirectory, "TreasureMarkers.ChatServer.dll");
        await using var process = await ChatServerProcess.StartAsync(assembly, model, threads: 1, TestContext.Current.CancellationToken);
        using var local = await EvalModel.LoadAsync(model, TestContext.Current.CancellationToken);
        using var server = await EvalModel.ConnectAsync(process.Address, TestContext.Current.CancellationToken);

        EvalRequest[] requests =
        [
            Hi,
            Hi with { Markers = new() { ["lang"] = "German", ["length_tokens"] = "10" }, Enforce = ["length_tokens"] },
            Asking() with { MaxTokens = 128 },
        ];
        foreach (var request in requests)
        {
            var (ours, theirs) = (await local.AskAsync(request, default), await server.AskAsync(request, default));
            Assert.Equal(ours.Calls, theirs.Calls);
            Assert.Equivalent(ours.Inferred, theirs.Inferred, strict: true);
            Assert.Equal(ours with { Milliseconds = 0, Calls = null, Inferred = theirs.Inferred }, theirs with { Milliseconds = 0, Calls = null });
        }

        Assert.Equal(local.Taxonomy.ToJson(), server.Taxonomy.ToJson());
        Assert.Equal("model", server.Name);
        var unknown = Hi with { Markers = new() { ["mood"] = "merry" } };
        Assert.Equal("invalid_markers", (await server.AskAsync(unknown, default)).RefusalCode);
        Assert.Equal("invalid_markers", (await local.AskAsync(unknown, default)).RefusalCode);
        var (longer, served) = (await local.AskAsync(TooLong(), default), await server.AskAsync(TooLong(), default));
        Assert.Equal("context_length_exceeded", longer.RefusalCode);
        Assert.Equal(longer with { Milliseconds = 0, Inferred = served.Inferred }, served with { Milliseconds = 0 });
    }

    [Fact]
    public async Task Markers_and_functions_are_sent_in_OpenAIs_shape()
    {
        using var fake = new FakeLlm();
        using var model = Connect(fake);
        await model.AskAsync(Asking() with { Markers = new() { ["lang"] = "German" }, Enforce = ["format"] }, default);

        Snapshot.Match(JsonNode.Parse(fake.Requests.Single().Body.ToJsonString())!.ToString());
    }

    [Theory]
    [InlineData(500, "oh no", "The server answered 500: oh no. See its log, then run again to continue.")]
    [InlineData(404, "what?", "does not answer as an OpenAI-compatible server")]
    [InlineData(200, "{", "does not answer as an OpenAI-compatible server")]
    public async Task A_server_that_fails_ends_the_evaluation_with_one_clear_line(int status, string body, string says)
    {
        using var fake = new FakeLlm(_ => new FakeReply(body, status == 200 ? 203 : status));
        using var model = Connect(fake);
        var e = await Assert.ThrowsAsync<CommandException>(() => model.AskAsync(Hi, default));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_an_answer()
    {
        using var fake = new FakeLlm(_ => new FakeReply("""{"error":{"message":"Too long.","code":"context_length_exceeded"}}""", 400));
        using var model = Connect(fake);
        var answer = await model.AskAsync(Hi, default);
        Assert.Equal(("Too long.", "context_length_exceeded"), (answer.Refusal, answer.RefusalCode));
    }

    [Fact]
    public async Task A_dead_address_is_named()
    {
        Uri gone;
        using (var fake = new FakeLlm())
        {
            gone = fake.Url;
        }

        var e = await Assert.ThrowsAsync<CommandException>(() => EvalModel.ConnectAsync(gone, default));
        Assert.StartsWith($"{gone} does not answer as an OpenAI-compatible server", e.Message, StringComparison.Ordinal);
    }

    private static EvalRequest TooLong() => new([.. Enumerable.Repeat(Hi.Messages[0], 200)], 12);

    private static EvalModel Connect(FakeLlm fake)
    {
        var client = new ChatClient("m", new ApiKeyCredential("none"), new OpenAIClientOptions
        {
            Endpoint = new Uri(fake.Url, "v1"),
            RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0),
        });
        return new EvalModel("m", "hash", client.AsIChatClient(), MarkerTaxonomy.Default);
    }

    /// <summary>A request for other markers behind an earlier one and its call.</summary>
    private static EvalRequest Asking() => new(
        [
            new("user", "As a table."),
            new("assistant", "") { ToolCalls = [new PromptToolCall("set_markers", JsonElement.Parse("""{"format":"Tabular"}"""))] },
            new("tool", """{"markers":{"format":"Tabular"}}"""),
            new("assistant", "Done."),
            new("user", "Answer in German, please (1)."),
        ],
        5)
    {
        Tools = [new PromptTool("set_markers", "Sets markers.", JsonElement.Parse("""{"type":"object","properties":{"format":{"enum":["JSON","Tabular"]},"lang":{"enum":["German","French"]}}}"""))],
    };
}
