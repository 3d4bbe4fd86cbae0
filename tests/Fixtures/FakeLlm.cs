using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TreasureMarkers.Fixtures;

/// <summary>An OpenAI-compatible server on this machine that answers what a test says.</summary>
internal sealed class FakeLlm : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<FakeRequest, Task<FakeReply>> _reply;
    private int _count;
    private int _running;

    public FakeLlm(Func<FakeRequest, Task<FakeReply>> reply)
    {
        _reply = reply;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
        }

        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public FakeLlm(Func<FakeRequest, FakeReply>? reply = null)
        : this(request => Task.FromResult(reply is null ? FakeReply.Right(request) : reply(request)))
    {
    }

    public Uri Url { get; }

    public ConcurrentQueue<FakeRequest> Requests { get; } = [];

    public int MostAtOnce { get; private set; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        lock (Requests)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }

        try
        {
            if (context.Request.ContentLength64 < 0)
            {
                // As simple servers do.
                context.Response.StatusCode = 411;
                context.Response.Close();
                return;
            }

            var body = (await JsonNode.ParseAsync(context.Request.InputStream))!;
            var request = new FakeRequest(Interlocked.Increment(ref _count), context.Request.Url!.AbsolutePath, context.Request.Headers["Authorization"], body, Environment.TickCount64);
            Requests.Enqueue(request);
            var reply = await _reply(request);
            lock (Requests)
            {
                _running--;
            }

            if (reply.RetryAfter is { } wait)
            {
                context.Response.Headers["Retry-After"] = wait;
            }

            context.Response.StatusCode = reply.Status;
            var said = reply.Status == 200
                ? JsonSerializer.Serialize(new { choices = new[] { new { message = new { role = "assistant", content = reply.Content } } } })
                : reply.Content;
            // One packet: header and text apart would wait for each other.
            context.Response.Close(Encoding.UTF8.GetBytes(said), willBlock: true);
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or JsonException)
        {
            // The client or the test has gone.
        }
    }
}
