using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Load;

/// <summary>A real server with more callers than it can serve at a time.</summary>
[Collection(TinyServerCollection.Name)]
public sealed class LoadTests
{
    private const int Requests = 1000;
    private const int Clients = 200;
    private const int Cancellations = 60;
    private const double MostStopMilliseconds = 500;
    private static readonly string Endless = AskingForMuch("Tell me a long story.");
    private static readonly string EndlessToRead = AskingForMuch(new string('x', 30_000));

    [Fact]
    public async Task Of_a_thousand_requests_at_once_every_one_is_answered_or_told_when_to_come_back()
    {
        await using ServerProcess server = await StartAsync("--Inference:Local:QueueLength", "32");
        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(i => AskAsync(server, i)));
        Assert.All(answers, status => Assert.Contains(status, new[] { HttpStatusCode.OK, HttpStatusCode.TooManyRequests }));
        Assert.InRange(answers.Count(status => status is HttpStatusCode.OK), 40, Requests - 1);
        await server.WaitForAsync(status => status is { Active: 0, Queued: 0 });
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, Requests));
    }

    [Fact]
    public async Task Clients_that_ask_and_vanish_leave_no_generation_and_no_memory()
    {
        await using ServerProcess server = await StartAsync();
        await VanishAsync(server, Clients);
        long before = ResidentBytes(server);
        await VanishAsync(server, Clients);
        Assert.InRange(ResidentBytes(server) - before, long.MinValue, 32L << 20);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, 0));
    }

    [Fact]
    public async Task A_cancelled_reply_stops_in_time_while_others_run()
    {
        await using ServerProcess server = await StartAsync();
        var others = new List<HubClient>();
        for (var i = 0; i < 3; i++)
        {
            others.Add(await HubClient.ConnectAsync(server.Address));
            await others[i].StartReplyAsync(Endless);
        }

        // Half of the questions are so long that the model still reads them when they are cancelled.
        var random = new Random(1);
        var stops = new List<double>();
        for (var i = 0; i < Cancellations; i++)
        {
            ServerStatus before = await server.StatusAsync();
            await using HubClient hub = await HubClient.ConnectAsync(server.Address);
            await hub.StartReplyAsync(i % 2 == 0 ? Endless : EndlessToRead);
            await hub.NextOfTypeAsync("started");
            await Task.Delay(random.Next(150));
            await hub.CancelReplyAsync();
            ServerStatus after = await server.WaitForAsync(status => status.Cancelled > before.Cancelled);
            stops.Add(after.LastStopMilliseconds!.Value);
        }

        others.ForEach(other => other.Vanish());
        stops.Sort();
        TestContext.Current.SendDiagnosticMessage($"Cancellation to stop: median {stops[Cancellations / 2]:0} ms, p95 {stops[Cancellations * 95 / 100]:0} ms, most {stops[^1]:0} ms");
        Assert.InRange(stops[Cancellations * 95 / 100], 0, MostStopMilliseconds);
    }

    private static string AskingForMuch(string text) => HostileRequests.Saying($"\"{text}\"", ""","options":{"maxOutputTokens":100000}""");

    private static Task<ServerProcess> StartAsync(params string[] more) =>
        ServerProcess.StartAsync(["--model", TinyModelFolder.Path, "--page", "/nowhere", "--Server:RequestsPerMinute", "1000000", .. more]);

    /// <summary>Asks, every second time for a stream, and checks that an answer is whole and a refusal says when to come back.</summary>
    private static async Task<HttpStatusCode> AskAsync(ServerProcess server, int i)
    {
        bool stream = i % 2 == 0;
        using var content = new StringContent(
            HostileRequests.Saying($"\"Question {i}\"", $$""","max_tokens":8,"stream":{{(stream ? "true" : "false")}}"""),
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage response = await server.Http.PostAsync("/v1/chat/completions", content);
        string text = await response.Content.ReadAsStringAsync();
        if (response.StatusCode is HttpStatusCode.OK)
        {
            Assert.True(stream
                ? text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal)
                : JsonElement.Parse(text).GetProperty("choices")[0].GetProperty("finish_reason").GetString() is "length" or "stop", text);
        }
        else
        {
            Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero, text);
            Assert.Equal("rate_limit_error", JsonElement.Parse(text).GetProperty("error").GetProperty("type").GetString());
        }

        return response.StatusCode;
    }

    private static async Task VanishAsync(ServerProcess server, int clients)
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, clients),
            new ParallelOptions { MaxDegreeOfParallelism = 20 },
            async (i, cancellationToken) =>
            {
                await using HubClient hub = await HubClient.ConnectAsync(server.Address);
                await hub.StartReplyAsync(Endless);
                await hub.NextOfTypeAsync("started");
                await Task.Delay(i % 7, cancellationToken);
                hub.Vanish();
            });
        await server.WaitForAsync(status => status is { Active: 0, Queued: 0 });
    }

    private static long ResidentBytes(ServerProcess server)
    {
        using var process = Process.GetProcessById(server.Id);
        return process.WorkingSet64;
    }
}
