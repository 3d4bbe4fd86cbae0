using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.ChatServer.Generation;
using TreasureMarkers.ChatServer.Tests.Support;
using TreasureMarkers.Markers;

namespace TreasureMarkers.ChatServer.Tests.Fuzzing;

/// <summary>Whatever a client sends is answered, or refused as the client's mistake.</summary>
public sealed class RequestFuzzTests
{
    private static readonly string[] Valid =
    [
        """{"model":"scripted","messages":[{"role":"system","content":"Be kind."},{"role":"user","content":[{"type":"text","text":"Hi"}]}],"temperature":0.5,"top_p":0.9,"seed":7,"stop":["a","b"],"n":1,"stream":false,"max_tokens":8,"user":"u"}""",
        """{"messages":[{"role":"user","content":"Hi"}],"markers":{"lang":"German","length_tokens":40},"enforce":["length_tokens"],"stream":true,"stream_options":{"include_usage":true}}""",
        """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"call_1","content":"x"}],"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"number"}}}}}],"tool_choice":{"type":"function","function":{"name":"f"}}}""",
        """{"messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"},"strict":true}},"logit_bias":{},"presence_penalty":1,"frequency_penalty":-1}""",
    ];

    private static readonly string[] ValidHub =
    [
        """{"conversationId":null,"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Hi"}],"markers":{"lang":"German","length_tokens":40},"enforce":["length_tokens"],"options":{"temperature":0.5,"topP":0.9,"topK":5,"seed":7,"maxOutputTokens":8,"stop":["a"]}}""",
    ];

    [Fact]
    public async Task No_body_of_a_completion_makes_the_server_fail()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(new TextContent("Hi"));
        var fuzz = new Fuzz(1);
        int answered = 0;
        for (int i = 0; i < Fuzz.Count; i++)
        {
            string body = fuzz.Body(Valid);
            var (status, text) = await server.PostAsync(body);
            Assert.True(status is 200 or 400 or 404 or 413, $"Input {i} was answered with {status}: {body}");
            if (status != 200)
            {
                JsonElement error = JsonElement.Parse(text).GetProperty("error");
                Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
                Assert.DoesNotContain("System.", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            }

            answered += status == 200 ? 1 : 0;
        }

        // Inputs that are all refused at the first brace would test nothing.
        Assert.InRange(answered, Fuzz.Count / 50, Fuzz.Count - (Fuzz.Count / 50));
    }

    [Fact]
    public void No_argument_of_the_hub_does_anything_but_be_read_or_refused()
    {
        var fuzz = new Fuzz(2);
        int read = 0;
        for (int i = 0; i < Fuzz.Count; i++)
        {
            string argument = fuzz.Body(ValidHub);
            try
            {
                ReplyRequest.From(
                    RequestJson.Read<ChatRequest>(JsonElement.Parse(Encoding.UTF8.GetBytes(argument))), MarkerTaxonomy.Default, "someone");
                read++;
            }
            catch (JsonException)
            {
                // SignalR's protocol ends a connection that does not send JSON.
            }
            catch (RequestException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }

        Assert.True(read > Fuzz.Count / 50, $"Only {read} were read.");
    }

    [Fact]
    public async Task No_message_to_the_hub_harms_the_next_client()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(new TextContent("Hi"));
        var fuzz = new Fuzz(3);
        string envelope = $$"""{"type":4,"invocationId":"1","target":"StreamReply","arguments":[{{ValidHub[0]}}]}""";
        for (int i = 0; i < Fuzz.Count / 10; i++)
        {
            await using HubClient hub = await HubClient.ConnectAsync(server.Address);
            await hub.SendBytesAsync(Encoding.UTF8.GetBytes(fuzz.Damage(envelope) + '\x1e'));
        }

        await using HubClient last = await HubClient.ConnectAsync(server.Address);
        var events = await last.ReplyAsync(HostileRequests.Saying("\"Hi\""));
        Assert.Equal("done", events[^1].GetProperty("type").GetString());
    }
}
