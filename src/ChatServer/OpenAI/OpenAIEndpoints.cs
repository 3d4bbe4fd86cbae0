using System.Text.Json;
using TreasureMarkers.ChatServer.Generation;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Wire;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>The OpenAI-compatible API under <c>/v1</c>.</summary>
internal static class OpenAIEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void MapOpenAI(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/chat/completions", CompleteAsync);
        long loaded = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        routes.MapGet("/v1/models", (MarkerChatClient client) => Results.Json(
            new { @object = "list", data = new[] { Model(client, loaded) } }, OpenAIJson.Options));
        routes.MapGet("/v1/models/{name}", (HttpContext context, string name, MarkerChatClient client) =>
            name == client.Model.Name
                ? context.Response.WriteAsJsonAsync(Model(client, loaded), OpenAIJson.Options, context.RequestAborted)
                : OpenAIJson.WriteErrorAsync(context, CompletionRequests.NoSuchModel(client.Model.Name)));
    }

    private static object Model(MarkerChatClient client, long created) =>
        new { id = client.Model.Name, @object = "model", created, owned_by = "treasuremarkers" };

    private static async Task CompleteAsync(HttpContext context, ReplyService replies, MarkerChatClient client)
    {
        CompletionRequest request;
        ChatRequest chat;
        try
        {
            request = RequestJson.ReadOpenAIRequest<CompletionRequest>(await ReadBodyAsync(context));
            chat = request.ToChatRequest(client.Model.Name);
        }
        catch (RequestException e)
        {
            await OpenAIJson.WriteErrorAsync(context, new ErrorEvent(e.Code, e.Message) { Param = e.Param });
            return;
        }

        var events = replies.StreamAsync(() => chat, context.RequestAborted);
        var completion = new CompletionEvents(client.Model.Name);
        await (request.Stream is true
            ? StreamAsync(context, events, completion, request.StreamOptions?.IncludeUsage is true)
            : AnswerAsync(context, events, completion));
    }

    private static async Task AnswerAsync(HttpContext context, IAsyncEnumerable<ChatEvent> events, CompletionEvents completion)
    {
        await foreach (ChatEvent next in events)
        {
            if (next is ErrorEvent error)
            {
                await OpenAIJson.WriteErrorAsync(context, error);
                return;
            }

            completion.Append(next);
        }

        if (completion.IsDone)
        {
            await context.Response.WriteAsJsonAsync(completion.ToCompletion(), OpenAIJson.Options, context.RequestAborted);
        }
    }

    private static async Task StreamAsync(
        HttpContext context, IAsyncEnumerable<ChatEvent> events, CompletionEvents completion, bool includeUsage)
    {
        await foreach (ChatEvent next in events)
        {
            if (next is ErrorEvent error)
            {
                await (context.Response.HasStarted
                    ? WriteAsync(context, OpenAIJson.ErrorBody(error))
                    : OpenAIJson.WriteErrorAsync(context, error));
                return;
            }

            if (completion.Append(next) is { } chunk)
            {
                await WriteAsync(context, chunk);
            }
        }

        if (completion.IsDone)
        {
            if (includeUsage)
            {
                await WriteAsync(context, completion.UsageChunk());
            }

            await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
        }
    }

    private static async Task WriteAsync(HttpContext context, object data)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";
        }

        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(data, OpenAIJson.Options)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    // A body that is too large is read to its end, unkept: a client that is still writing would see a broken connection
    // instead of the answer. Kestrel cuts off what is larger by far.
    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        byte[] buffer = new byte[81_920];
        long length = 0;
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and int read)
            {
                length += read;
                if (length <= RequestJson.MaxBytes)
                {
                    body.Write(buffer, 0, read);
                }
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            length = long.MaxValue;
        }

        return length <= RequestJson.MaxBytes
            ? body.ToArray()
            : throw new RequestException(ErrorCodes.TooLarge, $"The body is larger than {RequestJson.MaxBytes} bytes. Shorten or split the messages.");
    }
}
