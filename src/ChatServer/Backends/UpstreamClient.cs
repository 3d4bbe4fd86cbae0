using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.Markers;

namespace TreasureMarkers.ChatServer.Backends;

/// <summary>
/// The engine as a chat client. It is always asked to stream, so that a caller who leaves stops it. OpenAI's own client is not
/// used here because it hides the members that carry markers.
/// </summary>
/// <param name="http">Reaches the engine; not disposed here.</param>
/// <param name="options">The engine.</param>
/// <param name="taxonomy">The markers that its model knows.</param>
/// <param name="logger">Is told of refusals.</param>
internal sealed class UpstreamClient(HttpClient http, UpstreamOptions options, MarkerTaxonomy taxonomy, ILogger logger) : IChatClient
{
    private readonly UpstreamErrors _errors = new(options, logger);
    private int _running;

    /// <summary>Requests that the engine is working on for this server.</summary>
    public int Running => Volatile.Read(ref _running);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? chatOptions = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        chatOptions ??= new ChatOptions();
        string body = UpstreamRequest.Write([.. messages], chatOptions, options, taxonomy);
        Interlocked.Increment(ref _running);
        try
        {
            using HttpResponseMessage response = await SendAsync(body, cancellationToken);
            var answer = new UpstreamAnswer(taxonomy, UpstreamRequest.Markers(chatOptions, taxonomy), options.Model);
            await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await using var events = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(events, cancellationToken) is { } data)
            {
                foreach (ChatResponseUpdate update in answer.Append(Read(data)))
                {
                    yield return update;
                }
            }

            foreach (ChatResponseUpdate update in answer.IsFinished ? answer.Complete() : throw _errors.Broken(null))
            {
                yield return update;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? chatOptions = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, chatOptions, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private async Task<HttpResponseMessage> SendAsync(string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "chat/completions")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw _errors.Broken(e);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await _errors.ReadAsync(response, cancellationToken);
        }
    }

    /// <summary>The data of the next event; null at the stream's end.</summary>
    private async Task<string?> NextAsync(IAsyncEnumerator<SseItem<string>> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync() && events.Current.Data is not "[DONE]" ? events.Current.Data : null;
        }
        catch (Exception e) when (e is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            throw _errors.Broken(e);
        }
    }

    private JsonElement Read(string data)
    {
        JsonElement chunk;
        try
        {
            chunk = JsonElement.Parse(data);
        }
        catch (JsonException e)
        {
            throw _errors.Broken(e);
        }

        bool usable = chunk.ValueKind is JsonValueKind.Object && JsonUnicode.IsValid(Encoding.UTF8.GetBytes(data));
        return !usable ? throw _errors.Broken(null)
            : chunk.TryGetProperty("error", out JsonElement error) ? throw _errors.Read(error)
            : chunk;
    }
}
