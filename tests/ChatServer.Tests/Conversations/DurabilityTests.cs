using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Conversations;

/// <summary>What a client was told is stored is there after the server's end, however it ends.</summary>
public sealed class DurabilityTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Clients = 6;

    [Theory]
    [MemberData(nameof(TestDatabases.Kinds), MemberType = typeof(TestDatabases))]
    public async Task Nothing_that_was_acknowledged_is_lost_when_the_server_is_killed(string kind) =>
        await AssertKeptAsync(kind, server => server.KillAsync());

    [Theory]
    [MemberData(nameof(TestDatabases.Kinds), MemberType = typeof(TestDatabases))]
    public async Task Nothing_that_was_acknowledged_is_lost_when_the_server_is_stopped(string kind) =>
        await AssertKeptAsync(kind, async server =>
        {
            server.Terminate();
            Assert.Equal(0, await server.WaitForExitAsync());
        });

    private async Task AssertKeptAsync(string kind, Func<ServerProcess, Task> end)
    {
        string database = await TestDatabases.CreateAsync(kind, postgres);
        await using ServerProcess server = await StartAsync(database);
        string[] ids = [.. await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => server.Http.CreateConversationAsync()))];
        var enough = new TaskCompletionSource();
        int answers = 0;
        var clients = ids.Select(id => AskUntilTheEndAsync(server.Address, id, () =>
        {
            if (Interlocked.Increment(ref answers) == 2 * Clients)
            {
                enough.TrySetResult();
            }
        })).ToArray();
        await Task.WhenAny(enough.Task, Task.WhenAll(clients));
        await end(server);
        var acknowledged = await Task.WhenAll(clients);

        await using ServerProcess next = await StartAsync(database);
        Assert.True(acknowledged.Sum(a => a.Count) >= 2 * Clients);
        for (int i = 0; i < Clients; i++)
        {
            var stored = await next.Http.MessagesAsync(ids[i]);
            Assert.Equal(acknowledged[i], stored.Take(acknowledged[i].Count));
        }
    }

    private static Task<ServerProcess> StartAsync(string database) =>
        ServerProcess.StartAsync("--model", TinyModelFolder.Path, "--page", "/nowhere", "--database", database);

    /// <summary>Asks again and again; gives the messages whose storing the server has told, oldest first.</summary>
    private static async Task<List<(string Role, string Content)>> AskUntilTheEndAsync(Uri address, string id, Action answered)
    {
        var acknowledged = new List<(string, string)>();
        try
        {
            await using HubClient hub = await HubClient.ConnectAsync(address);
            for (int i = 0; ; i++)
            {
                string text = "";
                await hub.StartReplyAsync(HostileRequests.Saying($"\"Question {i}\"", $$""","conversationId":"{{id}}","options":{"temperature":0,"maxOutputTokens":8}"""), $"{i}");
                while (await hub.NextEventAsync() is { } next)
                {
                    switch (next.GetProperty("type").GetString())
                    {
                        case "started":
                            acknowledged.Add(("user", $"Question {i}"));
                            break;
                        case "text":
                            text += next.GetProperty("delta").GetString();
                            break;
                        case "done":
                            acknowledged.Add(("assistant", text));
                            answered();
                            break;
                        case "error":
                            return acknowledged;
                    }
                }
            }
        }
        catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or InvalidOperationException or HttpRequestException)
        {
            return acknowledged;
        }
    }
}
