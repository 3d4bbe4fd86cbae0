using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference;
using TreasureMarkers.Plugin.Functions;

namespace TreasureMarkers.Plugin.Tests;

/// <summary>The random model would write nothing like a call by itself; that every one is valid is the grammar's doing.</summary>
public sealed class FunctionCallTests(ModelFolders folders) : IDisposable
{
    private static readonly AIFunction Weather = AIFunctionFactory.Create(
        (string city, int days) => $"{city}: rain for {days} days", "weather", "The weather of a city.");

    private static readonly AIFunction Clock = AIFunctionFactory.Create(() => "12:00", "clock", "The time.");

    private readonly MarkerChatClient _client = ModelFolders.Load(folders.Small);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task ARequiredCallIsValidByTheFunctionsSchema()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var response = await _client.GetResponseAsync("Hello", Required(null, seed));
            Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
            Assert.Equal("", response.Text);
            Assert.Empty(response.GetAdherence()!.Adherence);
            var calls = Calls(response);
            Assert.NotEmpty(calls);
            Assert.Equal(calls.Count, calls.Select(call => call.CallId).Distinct().Count());
            Assert.All(calls, call => Assert.True(call.Name == "clock" ? call.Arguments!.Count == 0 : IsWeather(call), call.Name));
        }
    }

    [Fact]
    public async Task AFunctionRequiredByNameIsTheOneCalled()
    {
        var response = await _client.GetResponseAsync("Hello", Required("clock"));
        Assert.All(Calls(response), call => Assert.Equal("clock", call.Name));
    }

    [Fact]
    public async Task OneCallIsMadeWhereSeveralAreNotAllowed()
    {
        var options = Required(null);
        options.AllowMultipleToolCalls = false;
        Assert.Single(Calls(await _client.GetResponseAsync("Hello", options)));
    }

    [Fact]
    public async Task StreamedCallsAreTheSameAsOthers()
    {
        var options = Required(null);
        var whole = Calls(await _client.GetResponseAsync("Hello", options));
        var updates = await _client.GetStreamingResponseAsync("Hello", options).ToListAsync();
        var streamed = updates.SelectMany(update => update.Contents).OfType<FunctionCallContent>();
        Assert.Equal(whole.Select(Describe), streamed.Select(Describe));
        Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
    }

    [Fact]
    public async Task CallsAndTheirResultsAreAnsweredAsPartOfTheConversation()
    {
        var call = new FunctionCallContent("1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo", ["days"] = 2 });
        ChatMessage[] messages =
        [
            new(ChatRole.User, "Rain?"),
            new(ChatRole.Assistant, [call]),
            new(ChatRole.Tool, [new FunctionResultContent("1", "Oslo: rain")]),
        ];
        var response = await _client.GetResponseAsync(
            messages, new ChatOptions { Tools = [Weather], ToolMode = ChatToolMode.None, MaxOutputTokens = 5 });
        Assert.Empty(Calls(response));
        Assert.NotNull(response.Usage);
    }

    [Fact]
    public async Task TheFunctionLoopOfExtensionsAIInvokesWhatTheModelCalls()
    {
        var invoked = 0;
        var count = AIFunctionFactory.Create(() => $"{++invoked}", "count");
        using var pipeline = new FunctionInvokingChatClient(_client) { MaximumIterationsPerRequest = 1 };
        var response = await pipeline.GetResponseAsync(
            "Hello",
            new ChatOptions { Tools = [count], ToolMode = ChatToolMode.RequireAny, AllowMultipleToolCalls = false, MaxOutputTokens = 60 });
        Assert.Equal(1, invoked);
        Assert.Contains(
            response.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>(),
            r => r.Result is JsonElement { ValueKind: JsonValueKind.String } or string);
    }

    [Fact]
    public async Task ASetMarkersCallHoldsTheTaxonomy()
    {
        var state = new MarkerState(_client.Taxonomy);
        var functions = MarkerFunctions.Create(state);
        using var wide = ModelFolders.Load(folders.Slow);
        var response = await wide.GetResponseAsync("Shorter, in German", new ChatOptions
        {
            Tools = [.. functions],
            ToolMode = ChatToolMode.RequireSpecific("set_markers"),
            AllowMultipleToolCalls = false,
            MaxOutputTokens = 300,
        });
        var call = Assert.Single(Calls(response));
        var result = await functions.Single(f => f.Name == "set_markers").InvokeAsync(new AIFunctionArguments(call.Arguments));
        Assert.DoesNotContain("error", JsonSerializer.Serialize(result), StringComparison.Ordinal);
        Assert.Equal(call.Arguments!.Keys.Order(), state.Snapshot().Keys.Order());
    }

    [Fact]
    public async Task AFunctionThatIsNotOfferedCannotBeRequired()
    {
        var e = await Assert.ThrowsAsync<ArgumentException>(() => _client.GetResponseAsync("Hello", Required("phone")));
        Assert.Contains("weather, clock", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooFewTokensForACallAreRefusedWithTheLeast()
    {
        var options = Required("weather");
        options.MaxOutputTokens = 10;
        Assert.Contains(
            "MaxOutputTokens",
            (await Assert.ThrowsAsync<OutputLimitException>(() => _client.GetResponseAsync("Hello", options))).Message,
            StringComparison.Ordinal);
    }

    private static ChatOptions Required(string? name, int? seed = null) => new()
    {
        Tools = [Weather, Clock],
        ToolMode = name is null ? ChatToolMode.RequireAny : ChatToolMode.RequireSpecific(name),
        Seed = seed,
        Temperature = seed is null ? 0 : 1.5f,
        MaxOutputTokens = 120,
    };

    private static List<FunctionCallContent> Calls(ChatResponse response) =>
        [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];

    private static string Describe(FunctionCallContent call) => $"{call.Name} {JsonSerializer.Serialize(call.Arguments)}";

    private static bool IsWeather(FunctionCallContent call) =>
        call.Name == "weather" && call.Arguments!["city"] is JsonElement { ValueKind: JsonValueKind.String }
        && call.Arguments["days"] is JsonElement { ValueKind: JsonValueKind.Number } days
        && !days.GetRawText().Contains('.', StringComparison.Ordinal);
}
