using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin.Functions;

namespace TreasureMarkers.Plugin.Tests.Functions;

public class MarkerStateChatClientTests
{
    private readonly MarkerState _state = new(MarkerTaxonomy.Default);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Markers_that_the_model_sets_by_a_call_hold_for_its_next_round(bool streaming)
    {
        var arguments = new Dictionary<string, object?> { ["lang"] = "German", ["format"] = "Tabular", ["length_bucket"] = "concise" };
        var call = new FunctionCallContent("1", "set_markers", arguments);
        using var inner = new ScriptedClient([call], [new TextContent("| a |")]);
        using var client = new ChatClientBuilder(inner).UseMarkerState(_state, offerFunctions: true).Build();

        var answer = streaming
            ? await client.GetStreamingResponseAsync("shorter, in German, as a table", cancellationToken: Cancellation)
                .ToChatResponseAsync(Cancellation)
            : await client.GetResponseAsync("shorter, in German, as a table", cancellationToken: Cancellation);

        Assert.EndsWith("| a |", answer.Text, StringComparison.Ordinal);
        Assert.Empty(MarkersOf(inner, 0));
        Assert.Equal(["concise", "Tabular", "German"], MarkersOf(inner, 1).Values);
        Assert.Equal(MarkersOf(inner, 1), _state.Snapshot());
        var result = inner.Calls[1].Messages[^1].Contents.OfType<FunctionResultContent>().Single();
        Assert.Equal(
            """{"markers":{"length_bucket":"concise","format":"Tabular","lang":"German"}}""", JsonSerializer.Serialize(result.Result));
    }

    [Fact]
    public async Task A_wrong_call_is_told_what_is_allowed_and_can_be_corrected()
    {
        using var inner = new ScriptedClient(
            [new FunctionCallContent("1", "set_markers", new Dictionary<string, object?> { ["lang"] = "Germanish" })],
            [new FunctionCallContent("2", "set_markers", new Dictionary<string, object?> { ["lang"] = "German" })],
            [new TextContent("Ja.")]);
        using var client = new ChatClientBuilder(inner).UseMarkerState(_state, offerFunctions: true).Build();
        Assert.Equal("Ja.", (await client.GetResponseAsync("auf Deutsch", cancellationToken: Cancellation)).Text);
        Assert.Equal((0, "German"), (MarkersOf(inner, 1).Count, MarkersOf(inner, 2)["lang"]));
    }

    [Fact]
    public async Task The_functions_stand_beside_the_requests_own_which_are_carried_out_too()
    {
        var own = AIFunctionFactory.Create(() => "sunny", "weather");
        using var inner = new ScriptedClient([new FunctionCallContent("1", "weather")], [new TextContent("Sunny.")]);
        using var client = new ChatClientBuilder(inner).UseMarkerState(_state, offerFunctions: true).Build();
        var options = new ChatOptions { Tools = [own] };
        Assert.Equal("Sunny.", (await client.GetResponseAsync("How is the weather?", options, Cancellation)).Text);
        Assert.Equal(
            ["weather", "list_markers", "get_markers", "set_markers", "clear_markers", "suggest_markers"],
            inner.Calls[0].Options!.Tools!.Select(tool => tool.Name));
        Assert.Single(options.Tools);
    }

    [Fact]
    public async Task A_requests_own_markers_win_category_by_category_and_its_options_stay()
    {
        _state.Set(new Dictionary<string, string?> { ["lang"] = "German", ["style"] = "Formal" });
        using var inner = new ScriptedClient([new TextContent("Oui.")]);
        using var client = new ChatClientBuilder(inner).UseMarkerState(_state).Build();
        var options = new ChatOptions().WithMarkers(("lang", "French"));
        await client.GetResponseAsync("Yes?", options, Cancellation);
        Assert.Equal(["Formal", "French"], MarkersOf(inner, 0).Values);
        Assert.Equal(["French"], MarkerRequest.ReadMarkers(MarkerTaxonomy.Default, options).Values);
        Assert.Null(inner.Calls[0].Options!.Tools);
    }

    [Fact]
    public void The_state_is_found_through_the_pipeline()
    {
        using var inner = new ScriptedClient();
        using var client = new ChatClientBuilder(inner).UseMarkerState(_state, offerFunctions: true).Build();
        Assert.Same(_state, client.GetService<MarkerState>());
    }

    private static MarkerSet MarkersOf(ScriptedClient client, int call) =>
        MarkerRequest.ReadMarkers(MarkerTaxonomy.Default, client.Calls[call].Options);
}
