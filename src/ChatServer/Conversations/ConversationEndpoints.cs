using System.Data.Common;
using System.Globalization;
using TreasureMarkers.ChatServer.Generation;
using TreasureMarkers.ChatServer.Hosting;
using TreasureMarkers.ChatServer.OpenAI;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Storage;
using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.Conversations;

/// <summary>The stored conversations under <c>/api/conversations</c>; the hub appends their messages.</summary>
internal static class ConversationEndpoints
{
    private const string One = "/api/conversations/{id}";
    private const int MaxTitle = 200;
    private const int MaxListed = 200;

    /// <summary>Adds the endpoints.</summary>
    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AddEndpointFilter(TranslateErrorsAsync);
        group.MapGet("/api/conversations", ListAsync);
        group.MapPost("/api/conversations", CreateAsync);
        group.MapGet(One, GetAsync);
        group.MapPatch(One, RenameAsync);
        group.MapDelete(One, DeleteAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IConversationStore store, string? limit, string? before)
    {
        int count = 50;
        RequestValidation.Require(
            limit is null || (int.TryParse(limit, NumberStyles.None, null, out count) && count is >= 1 and <= MaxListed),
            "limit", $"must be a number from 1 to {MaxListed}.");
        DateTimeOffset time = default;
        RequestValidation.Require(
            before is null || DateTimeOffset.TryParse(before, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time),
            "before", "must be a time such as 2026-01-31T12:00:00Z.");
        return Results.Ok(new
        {
            conversations = await store.ListAsync(context.Owner(), count, before is null ? null : time, context.RequestAborted),
        });
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IConversationStore store)
    {
        string title = await ReadTitleAsync(context) ?? "";
        Conversation made = await store.CreateAsync(context.Owner(), title, context.RequestAborted);
        return Results.Created($"/api/conversations/{made.Id}", made);
    }

    private static async Task<IResult> GetAsync(HttpContext context, IConversationStore store, string id)
    {
        Conversation found = await store.FindAsync(context.Owner(), id, context.RequestAborted) ?? throw NotFound();
        return Results.Ok(new
        {
            found.Id,
            found.Title,
            found.Created,
            found.Updated,
            found.Length,
            messages = await store.ReadAsync(context.Owner(), id, context.RequestAborted),
        });
    }

    private static async Task<IResult> RenameAsync(HttpContext context, IConversationStore store, string id)
    {
        string? title = await ReadTitleAsync(context);
        RequestValidation.Require(title is not null, "title", "is missing.");
        return await store.RenameAsync(context.Owner(), id, title!, context.RequestAborted) ? Results.NoContent() : throw NotFound();
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, IConversationStore store, string id) =>
        await store.DeleteAsync(context.Owner(), id, context.RequestAborted) ? Results.NoContent() : throw NotFound();

    private static async Task<string?> ReadTitleAsync(HttpContext context)
    {
        byte[] body = await RequestBody.ReadAsync(context);
        string? title = body.Length == 0 ? null : RequestJson.ReadApiRequest<ConversationInput>(body).Title;
        RequestValidation.Require(
            title is null || (title.Length <= MaxTitle && !title.Any(char.IsControl)),
            "title", $"must be at most {MaxTitle} characters, without control characters.");
        return title;
    }

    private static RequestException NotFound() => ConversationRecorder.NotFound("id");

    private static async ValueTask<object?> TranslateErrorsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ErrorEvent? error;
        try
        {
            return await next(context);
        }
        catch (Exception e) when (e is RequestException or DbException && (error = ReplyErrors.Find(e)) is not null)
        {
            await OpenAIJson.WriteErrorAsync(context.HttpContext, error);
            return Results.Empty;
        }
    }
}
