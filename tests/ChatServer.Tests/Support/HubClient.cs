using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>SignalR's JSON protocol, as much of it as a streaming client needs, over a bare WebSocket.</summary>
public sealed class HubClient : IAsyncDisposable
{
    private const char RecordSeparator = '\x1e';
    private readonly ClientWebSocket _socket = new();
    private readonly List<byte> _received = [];

    public static async Task<HubClient> ConnectAsync(Uri server, string query = "")
    {
        var client = new HubClient();
        var hub = new UriBuilder(server) { Scheme = "ws", Path = "/hubs/chat", Query = query };
        await client._socket.ConnectAsync(hub.Uri, CancellationToken.None);
        await client.SendRawAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", await client.ReceiveRawAsync());
        return client;
    }

    /// <summary>Sends one protocol message as it stands.</summary>
    public Task SendRawAsync(string message) =>
        SendBytesAsync(Encoding.UTF8.GetBytes(message + RecordSeparator));

    public Task SendBytesAsync(byte[] message) =>
        _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>Asks for a reply; <paramref name="request"/> is the JSON of the argument.</summary>
    public Task StartReplyAsync(string request, string id = "1") =>
        SendRawAsync($$"""{"type":4,"invocationId":"{{id}}","target":"StreamReply","arguments":[{{request}}]}""");

    public Task CancelReplyAsync(string id = "1") => SendRawAsync($$"""{"type":5,"invocationId":"{{id}}"}""");

    /// <summary>The next event of the reply; null once it is complete.</summary>
    /// <exception cref="InvalidOperationException">The hub itself failed, instead of sending an error event.</exception>
    public async Task<JsonElement?> NextEventAsync()
    {
        while (true)
        {
            JsonElement message = JsonDocument.Parse(await ReceiveRawAsync()).RootElement;
            switch (message.GetProperty("type").GetInt32())
            {
                case 2:
                    return message.GetProperty("item");
                case 3 when message.TryGetProperty("error", out JsonElement error):
                    throw new InvalidOperationException(error.GetString());
                case 3:
                    return null;
                case 7:
                    throw new InvalidOperationException($"The hub closed the connection: {message}");
            }
        }
    }

    /// <summary>The whole reply.</summary>
    public async Task<List<JsonElement>> ReplyAsync(string request)
    {
        await StartReplyAsync(request);
        var events = new List<JsonElement>();
        while (await NextEventAsync() is { } next)
        {
            events.Add(next);
        }

        return events;
    }

    /// <summary>Reads until an event of a type.</summary>
    public async Task<JsonElement> NextOfTypeAsync(string type)
    {
        while (await NextEventAsync() is { } next)
        {
            if (next.GetProperty("type").GetString() == type)
            {
                return next;
            }
        }

        throw new InvalidOperationException($"The reply ended without '{type}'.");
    }

    /// <summary>The connection breaks, without the closing handshake.</summary>
    public void Vanish() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> ReceiveRawAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var buffer = new byte[16 * 1024];
        int end;
        while ((end = _received.IndexOf((byte)RecordSeparator)) < 0)
        {
            WebSocketReceiveResult result = await _socket.ReceiveAsync(buffer, timeout.Token);
            if (result.MessageType is WebSocketMessageType.Close)
            {
                throw new InvalidOperationException("The server closed the WebSocket.");
            }

            _received.AddRange(buffer.AsSpan(0, result.Count));
        }

        string message = Encoding.UTF8.GetString([.. _received[..end]]);
        _received.RemoveRange(0, end + 1);
        return message;
    }
}
