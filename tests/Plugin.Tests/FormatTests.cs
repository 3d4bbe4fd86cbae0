using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Plugin.Tests;

/// <summary>The random model keeps to no format by itself.</summary>
public sealed class FormatTests(ModelFolders folders) : IDisposable
{
    private const string Schema = """
        {
          "type": "object",
          "properties": { "name": { "type": "string" }, "age": { "type": "integer" } },
          "required": ["name", "age"],
          "additionalProperties": false
        }
        """;

    private readonly MarkerChatClient _client = ModelFolders.Load(folders.Small);

    public void Dispose() => _client.Dispose();

    public static TheoryData<string> Formats => [.. FormatGrammars.Names];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task AnEnforcedFormatIsKept(string format)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var options = new ChatOptions { Temperature = 1.5f, Seed = seed, MaxOutputTokens = 100 }
                .WithMarkers(("format", format))
                .WithEnforcement("format");
            var response = await _client.GetResponseAsync("Hello", options);
            Assert.Equal(format, FormatDetector.Detect(response.Text));
            Assert.True(response.GetAdherence()!.Adherence.Single(a => a.Category == "format").Met);
            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        }
    }

    [Fact]
    public async Task AJsonResponseFormatGivesJsonAndSetsTheMarker()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var response = await _client.GetResponseAsync(
                "Hello",
                new ChatOptions { Temperature = 1.5f, Seed = seed, MaxOutputTokens = 80, ResponseFormat = ChatResponseFormat.Json });
            using var document = JsonDocument.Parse(response.Text);
            Assert.Equal("JSON", response.GetMarkers()!.Given["format"]);
        }
    }

    [Fact]
    public async Task AJsonSchemaIsKept()
    {
        var format = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(Schema));
        for (var seed = 0; seed < 10; seed++)
        {
            var response = await _client.GetResponseAsync(
                "Hello", new ChatOptions { Temperature = 2, Seed = seed, MaxOutputTokens = 80, ResponseFormat = format });
            var person = JsonElement.Parse(response.Text);
            Assert.Equal(["name", "age"], person.EnumerateObject().Select(p => p.Name));
            Assert.Equal(JsonValueKind.String, person.GetProperty("name").ValueKind);
            Assert.Equal(JsonValueKind.Number, person.GetProperty("age").ValueKind);
        }
    }

    [Fact]
    public async Task WhatCannotBeKeptIsRefusedBeforeTheModelRuns()
    {
        var markdown = new ChatOptions().WithMarkers(("format", "Markdown")).WithEnforcement("format");
        Assert.Contains("Enumeration", (await Assert.ThrowsAsync<MarkerException>(() => _client.GetResponseAsync("Hi", markdown))).Allowed);
        var none = new ChatOptions().WithEnforcement("format");
        Assert.Contains(
            "none is set",
            (await Assert.ThrowsAsync<MarkerException>(() => _client.GetResponseAsync("Hi", none))).Message,
            StringComparison.Ordinal);
        var pattern = JsonElement.Parse("""{"type":"string","pattern":"a+"}""");
        var unknown = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(pattern) };
        Assert.Contains(
            "pattern",
            (await Assert.ThrowsAsync<NotSupportedException>(() => _client.GetResponseAsync("Hi", unknown))).Message,
            StringComparison.Ordinal);
        var few = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(Schema)), MaxOutputTokens = 5 };
        await Assert.ThrowsAsync<OutputLimitException>(() => _client.GetResponseAsync("Hi", few));
    }
}
