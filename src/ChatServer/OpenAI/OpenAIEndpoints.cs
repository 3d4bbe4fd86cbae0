using TreasureMarkers.ChatServer.Backends;
using TreasureMarkers.ChatServer.Generation;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>The OpenAI-compatible API under <c>/v1</c>.</summary>
internal static class OpenAIEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void MapOpenAI(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/chat/completions", CompleteAsync);
        long loaded = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        routes.MapGet("/v1/models", (IChatBackend backend) => Results.Json(
            new { @object = "list", data = new[] { Model(backend, loaded) } }, OpenAIJson.Options));
        routes.MapGet("/v1/models/{name}", (HttpContext context, string name, IChatBackend backend) =>
            name == backend.Model.Name
                ? context.Response.WriteAsJsonAsync(Model(backend, loaded), OpenAIJson.Options, context.RequestAborted)
                : OpenAIJson.WriteErrorAsync(context, CompletionRequests.NoSuchModel(backend.Model.Name)));
        routes.Map("/v1/{**path}", (HttpContext context) => OpenAIJson.WriteErrorAsync(context, new ErrorEvent(
            ErrorCodes.NotFound, "There is no such address. Allowed: POST /v1/chat/completions, GET /v1/models, GET /v1/models/NAME.")));
    }

    private static object Model(IChatBackend backend, long created) =>
        new { id = backend.Model.Name, @object = "model", created, owned_by = "treasuremarkers" };

    private static async Task CompleteAsync(HttpContext context, ReplyService replies, IChatBackend backend)
    {
        CompletionRequest request;
        ReplyRequest reply;
        try
        {
            request = RequestJson.ReadOpenAIRequest<CompletionRequest>(await RequestBody.ReadAsync(context));
            reply = request.ToReplyRequest(backend);
        }
        catch (RequestException e)
        {
            await OpenAIJson.WriteErrorAsync(context, new ErrorEvent(e.Code, e.Message) { Param = e.Param });
            return;
        }

        var events = replies.StreamAsync(() => reply, context.RequestAborted);
        var completion = new CompletionEvents(backend.Model.Name);
        await (request.Stream is true
            ? CompletionStream.WriteAsync(context, events, completion, request.StreamOptions?.IncludeUsage is true)
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
}
