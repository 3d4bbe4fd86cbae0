using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Plugin.Functions;

namespace TreasureMarkers.Plugin.Tests.Functions;

public class MarkerFunctionsTests
{
    private readonly MarkerState _state = new(MarkerTaxonomy.Default);

    [Fact]
    public void Names_descriptions_and_schemas_are_those_of_training()
    {
        using var client = new ScriptedClient();
        var functions = MarkerFunctions.Create(_state, client);
        Assert.Equal(
            MarkerFunctionDefinitions.For(MarkerTaxonomy.Default)
                .Select(tool => (tool.Name, tool.Description, tool.Parameters.GetRawText())),
            functions.Select(function => (function.Name, function.Description, function.JsonSchema.GetRawText())));
        Assert.Equal(
            """{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}""", functions[^1].JsonSchema.GetRawText());
    }

    [Fact]
    public void Suggestions_are_offered_only_with_a_client() =>
        Assert.Equal(
            ["list_markers", "get_markers", "set_markers", "clear_markers"],
            MarkerFunctions.Create(_state).Select(function => function.Name));

    [Fact]
    public async Task Setting_getting_and_clearing_answer_with_the_markers_that_are_set()
    {
        Assert.Equal(
            """{"markers":{"length_sentences":"3","lang":"German"}}""",
            await Call("set_markers", """{"lang":"German","length_sentences":3}"""));
        Assert.Equal("""{"markers":{"length_sentences":"3","lang":"German"}}""", await Call("get_markers", "{}"));
        Assert.Equal(
            """{"markers":{"lang":"German","format":"JSON"}}""",
            Sorted(await Call("set_markers", """{"length_sentences":null,"format":"JSON"}""")));
        Assert.Equal("""{"markers":{"lang":"German"}}""", await Call("clear_markers", """{"categories":["format"]}"""));
        Assert.Equal("""{"markers":{}}""", await Call("clear_markers", "{}"));
    }

    [Fact]
    public async Task The_list_holds_each_category_and_value()
    {
        using var list = JsonDocument.Parse(await Call("list_markers", "{}"));
        var markers = list.RootElement.GetProperty("markers");
        Assert.Equal(MarkerTaxonomy.Default.Categories.Select(c => c.Name), markers.EnumerateObject().Select(m => m.Name));
        Assert.Equal(MarkerTaxonomy.Default["lang"].Values, markers.GetProperty("lang").EnumerateArray().Select(v => v.GetString()!));
        Assert.Equal("integer", markers.GetProperty("length_sentences").GetString());
    }

    [Theory]
    [InlineData("set_markers", """{"lang":"Klingon"}""", "Klingon", "German")]
    [InlineData("set_markers", """{"language":"German"}""", "'language'", "lang")]
    [InlineData("set_markers", """{"lang":["German"]}""", "one value", null)]
    [InlineData("clear_markers", """{"categories":["language"]}""", "'language'", "lang")]
    [InlineData("clear_markers", """{"categories":3}""", "a list of texts", null)]
    [InlineData("clear_markers", """{"category":"lang"}""", "'category'", "categories")]
    [InlineData("get_markers", """{"lang":"German"}""", "no arguments", null)]
    public async Task Arguments_that_are_not_allowed_are_answered_with_what_is(string name, string arguments, string error, string? allowed)
    {
        using var result = JsonDocument.Parse(await Call(name, arguments));
        Assert.Contains(error, result.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(
            allowed is null || result.RootElement.GetProperty("allowed").EnumerateArray().Any(value => value.GetString() == allowed));
        Assert.Empty(_state.Snapshot());
    }

    [Fact]
    public async Task Suggestions_are_what_the_model_infers_for_one_token()
    {
        var inferred = new Dictionary<string, InferredMarker> { ["lang"] = new("German", 0.9, []) };
        using var client = new ScriptedClient([new MarkerContent(MarkerSet.Empty(MarkerTaxonomy.Default), inferred), new TextContent("x")]);
        _state.Set("format", "JSON");
        Assert.Equal("""{"markers":{"lang":"German"}}""", await Call("suggest_markers", """{"text":"Wie heißt du?"}""", client));
        Assert.Equal((1, "Wie heißt du?"), (client.Calls[0].Options!.MaxOutputTokens, client.Calls[0].Messages[0].Text));
        Assert.Null(client.Calls[0].Options!.AdditionalProperties);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"text":" "}""")]
    [InlineData("""{"text":"a"}""")]
    public async Task Suggestions_without_a_text_or_a_marker_model_are_errors(string arguments)
    {
        using var client = new ScriptedClient([new TextContent("x")]);
        Assert.StartsWith("""{"error":""", await Call("suggest_markers", arguments, client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_call_changes_nothing()
    {
        var set = MarkerFunctions.Create(_state).Single(function => function.Name == "set_markers");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await set.InvokeAsync(new AIFunctionArguments { ["lang"] = "German" }, new CancellationToken(canceled: true)));
        Assert.Empty(_state.Snapshot());
    }

    private static string Sorted(string json)
    {
        using var document = JsonDocument.Parse(json);
        var members = document.RootElement.GetProperty("markers").EnumerateObject().OrderByDescending(m => m.Name, StringComparer.Ordinal);
        return JsonSerializer.Serialize(new { markers = members.ToDictionary(m => m.Name, m => m.Value.GetString()) });
    }

    private async Task<string> Call(string name, string arguments, IChatClient? client = null)
    {
        var function = MarkerFunctions.Create(_state, client).Single(candidate => candidate.Name == name);
        var given = JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments);
        return ((JsonElement)(await function.InvokeAsync(new AIFunctionArguments(given), TestContext.Current.CancellationToken))!)
            .GetRawText();
    }
}
