using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.ChatServer.Engines;
using TreasureMarkers.ChatServer.Tests.Support;
using TreasureMarkers.Markers;

namespace TreasureMarkers.ChatServer.Tests.Fuzzing;

/// <summary>What is streamed out arrives as it was, and what is streamed in cannot do harm.</summary>
public sealed class StreamFuzzTests
{
    private const string Stream = """
        data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"markers":{"given":{},"inferred":{"lang":{"value":"German","probability":0.5,"top":[{"value":"German","probability":0.5}]}}}}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"Hallo"},"finish_reason":null}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":null}]}

        data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"adherence":{"lang":{"asked":"German","measured":null,"met":false}}}

        data: {"id":"1","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}

        data: [DONE]


        """;

    [Fact]
    public async Task Any_text_survives_the_events()
    {
        var fuzz = new Fuzz(4);
        string[] pieces = [];
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => pieces.Select(piece => new TextContent(piece)));
        string request = HostileRequests.Saying("\"Hi\"", ""","stream":true""");
        for (int i = 0; i < Fuzz.Count / 5; i++)
        {
            pieces = [fuzz.Text(20), "\n\ndata: [DONE]\n\n", fuzz.Text(20)];
            var (_, text) = await server.PostAsync(request);
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            string[] events = [.. SseParser.Create(stream).Enumerate().Select(e => e.Data)];
            Assert.Equal("[DONE]", events[^1]);
            Assert.Equal(
                string.Concat(pieces),
                string.Concat(events.SkipLast(1).Select(e => JsonElement.Parse(e).GetProperty("choices")[0].GetProperty("delta"))
                    .Select(delta => delta.TryGetProperty("content", out JsonElement content) ? content.GetString() : "")));
        }
    }

    [Fact]
    public async Task No_engine_makes_the_reader_fail_otherwise_than_by_saying_so()
    {
        var fuzz = new Fuzz(5);
        int whole = 0;
        for (int i = 0; i < Fuzz.Count; i++)
        {
            string stream = fuzz.Damage(Stream);
            try
            {
                await ReadAsync(stream);
                whole++;
            }
            catch (RequestException)
            {
                // It broke off, or what it sent was no stream.
            }
            catch (Exception e)
            {
                Assert.Fail($"Input {i} threw {e}\n{stream}");
            }
        }

        Assert.True(whole > Fuzz.Count / 50, $"Only {whole} were read.");
    }

    [Fact]
    public async Task A_text_that_only_looks_like_a_list_stays_text()
    {
        var fuzz = new Fuzz(6);
        for (int i = 0; i < Fuzz.Count; i++)
        {
            string text = fuzz.Damage("<MARKER_LIST> <length_tokens> 20 </length_tokens> <lang> German </lang> </MARKER_LIST>") + fuzz.Text(5);
            string expected = MarkerTemplate.TryParsePrefix(MarkerTaxonomy.Default, Scalars(text), out _, out int consumed) ? Scalars(text)[consumed..] : Scalars(text);
            string stream = string.Concat(fuzz.Cut(Scalars(text)).Select(Chunk)) + """data: {"choices":[{"delta":{},"finish_reason":"stop"}]}""" + "\n\n";
            ChatResponse response = await ReadAsync(stream);
            Assert.Equal(consumed > 0 && expected.StartsWith(' ') ? expected[1..] : expected, response.Text);
        }
    }

    // JSON cannot carry half a character, so the engine does not send any: pieces are whole.
    private static string Scalars(string text) => string.Concat(text.EnumerateRunes().Where(rune => rune.IsBmp && rune != Rune.ReplacementChar));

    private static string Chunk(string piece) =>
        $"data: {JsonSerializer.Serialize(new { choices = new[] { new { delta = new { content = piece } } } })}\n\n";

    private static async Task<ChatResponse> ReadAsync(string stream)
    {
        using var http = new HttpClient(new Answer(stream));
        using IChatClient client = OpenAIEngine.CreateClient(
            http, new OpenAIEngineOptions { BaseUrl = "http://engine.invalid/v1", Model = "m" }, MarkerTaxonomy.Default, NullLogger.Instance);
        return await client.GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")]);
    }

    private sealed class Answer(string stream) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                // A stream that only goes forward, as a socket's: OpenAI's client treats a MemoryStream differently.
                Content = new StreamContent(PipeReader.Create(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(stream))).AsStream())
                {
                    Headers = { ContentType = new MediaTypeHeaderValue("text/event-stream") },
                },
            });
    }
}
