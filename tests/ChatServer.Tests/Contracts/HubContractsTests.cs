using System.Text.Json;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.Inference;

namespace TreasureMarkers.ChatServer.Tests.Contracts;

/// <summary>The page and other clients are written against exactly these texts.</summary>
public sealed class HubContractsTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static TheoryData<object, string> Snapshots => new()
    {
        { new StartedEvent("0198", "default"), """{"type":"started","id":"0198","model":"default"}""" },
        {
            new MarkersEvent(
                new Dictionary<string, string> { ["length_tokens"] = "40" },
                new Dictionary<string, InferredValue>
                {
                    ["lang"] = new("German", 0.75, [new MarkerCandidate("German", 0.75), new MarkerCandidate("French", 0.25)]),
                }),
            """{"type":"markers","given":{"length_tokens":"40"},"inferred":{"lang":{"value":"German","probability":0.75,"top":[{"value":"German","probability":0.75},{"value":"French","probability":0.25}],"interval":null}}}"""
        },
        { new TextEvent("Hi"), """{"type":"text","delta":"Hi"}""" },
        {
            new ToolCallEvent("set_markers", JsonDocument.Parse("""{"lang":"German"}""").RootElement),
            """{"type":"toolCall","name":"set_markers","arguments":{"lang":"German"}}"""
        },
        {
            new AdherenceEvent(new Dictionary<string, AdherenceResult>
            {
                ["length_tokens"] = new("40", "38", true),
                ["format"] = new("JSON", null, false),
            }),
            """{"type":"adherence","adherence":{"length_tokens":{"asked":"40","measured":"38","met":true},"format":{"asked":"JSON","measured":null,"met":false}}}"""
        },
        {
            new DoneEvent("stop", new Usage(12, 34, 5), new Timings(0, 1.5, 2.5, 100, 4.5, 110, 340)),
            """{"type":"done","finishReason":"stop","usage":{"inputTokens":12,"outputTokens":34,"cachedInputTokens":5},"timings":{"queuedMilliseconds":0,"prefillMilliseconds":1.5,"markersMilliseconds":2.5,"decodeMilliseconds":100,"firstTextMilliseconds":4.5,"totalMilliseconds":110,"tokensPerSecond":340}}"""
        },
        {
            new ErrorEvent(ErrorCodes.InvalidMarkers, "No.") { Param = "markers" },
            """{"type":"error","code":"invalid_markers","message":"No."}"""
        },
    };

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void An_event_is_written_as_documented(object value, string expected)
    {
        Assert.Equal(expected, JsonSerializer.Serialize(value, value.GetType(), Json));
        Assert.Equal(expected, JsonSerializer.Serialize((ChatEvent)value, Json));
    }

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void An_event_is_read_back_as_its_own_type(object value, string json) =>
        Assert.IsType(value.GetType(), JsonSerializer.Deserialize<ChatEvent>(json, Json));
}
