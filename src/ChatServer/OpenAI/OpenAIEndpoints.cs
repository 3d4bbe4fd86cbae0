using System.Text.Json;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.ChatServer.Engines;
using TreasureMarkers.ChatServer.Generation;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>The OpenAI-compatible API under <c>/v1</c>.</summary>
internal static class OpenAIEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void MapOpenAI(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/chat/completions", CompleteAsync);
        long loaded = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        routes.MapGet("/v1/models", (ServedModel model) => Results.Json(
            new { @object = "list", data = new[] { Describe(model, loaded) } }, HttpErrors.Json));
        routes.MapGet("/v1/models/{name}", (HttpContext context, string name, ServedModel model) =>
            name == model.Name
                ? context.Response.WriteAsJsonAsync(Describe(model, loaded), HttpErrors.Json, context.RequestAborted)
                : context.WriteErrorAsync(CompletionRequestReader.NoSuchModel(model.Name).ToEvent()));
        routes.Map("/v1/{**path}", (HttpContext context) => context.WriteErrorAsync(new ErrorEvent(
            ErrorCodes.NotFound,
            "There is no such address. Allowed: POST /v1/chat/completions, GET /v1/models, GET /v1/models/NAME.")));
    }

    private static object Describe(ServedModel model, long created) =>
        new { id = model.Name, @object = "model", created, owned_by = "treasuremarkers" };

    private static async Task CompleteAsync(HttpContext context, ReplyService replies, ServedModel model)
    {
        CompletionRequest request;
        ReplyRequest reply;
        try
        {
            byte[] body = await RequestJson.ReadBodyAsync(context);
            request = RequestJson.Read<CompletionRequest>(body, RequestJson.OpenAI);
            reply = CompletionRequestReader.Read(request, model, RequestJson.IsUnicode(body));
        }
        catch (RequestException e)
        {
            await context.WriteErrorAsync(e.ToEvent());
            return;
        }

        var events = replies.StreamAsync(() => reply, context.RequestAborted);
        var completion = new CompletionEvents(model.Name);
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
                await context.WriteErrorAsync(error);
                return;
            }

            completion.Append(next);
        }

        if (completion.IsDone)
        {
            await context.Response.WriteAsJsonAsync(completion.ToCompletion(), HttpErrors.Json, context.RequestAborted);
        }
    }

    // Writes every chunk as a server-sent event when it comes, then [DONE]. An error before the first chunk is an HTTP error; a
    // later one is an event of its own, and the stream ends there.
    private static async Task StreamAsync(
        HttpContext context, IAsyncEnumerable<ChatEvent> events, CompletionEvents completion, bool includeUsage)
    {
        await foreach (ChatEvent next in events)
        {
            if (next is ErrorEvent error)
            {
                await (context.Response.HasStarted
                    ? WriteEventAsync(context, HttpErrors.ErrorBody(error))
                    : context.WriteErrorAsync(error));
                return;
            }

            if (completion.Append(next) is { } chunk)
            {
                await WriteEventAsync(context, chunk);
            }
        }

        if (completion.IsDone)
        {
            if (includeUsage)
            {
                await WriteEventAsync(context, completion.UsageChunk());
            }

            await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
        }
    }

    private static async Task WriteEventAsync(HttpContext context, object data)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";

            // Proxies that gather an answer before they pass it on leave this one alone.
            context.Response.Headers["X-Accel-Buffering"] = "no";
        }

        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(data, HttpErrors.Json)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
