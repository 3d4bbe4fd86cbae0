using System.Data.Common;
using System.Globalization;
using TreasureMarkers.ChatServer.Access;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.ChatServer.Storage;

namespace TreasureMarkers.ChatServer.Api;

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

    private static async Task<IResult> ListAsync(HttpContext context, ConversationStore store, string? limit, string? before)
    {
        int count = 50;
        RequestException.Require(
            limit is null || (int.TryParse(limit, NumberStyles.None, null, out count) && count is >= 1 and <= MaxListed),
            "limit", $"must be a number from 1 to {MaxListed}");
        DateTimeOffset time = default;
        RequestException.Require(
            before is null || DateTimeOffset.TryParse(before, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time),
            "before", "must be a time such as 2026-01-31T12:00:00Z");
        return Results.Ok(new
        {
            conversations = await store.ListAsync(context.User.Owner(), count, before is null ? null : time, context.RequestAborted),
        });
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ConversationStore store)
    {
        string title = await ReadTitleAsync(context) ?? "";
        StoredConversation made = await store.CreateAsync(context.User.Owner(), title, context.RequestAborted);
        return Results.Created($"/api/conversations/{made.Id}", made);
    }

    private static async Task<IResult> GetAsync(HttpContext context, ConversationStore store, string id)
    {
        StoredConversation found = await store.FindAsync(context.User.Owner(), id, context.RequestAborted) ?? throw NotFound();
        return Results.Ok(new
        {
            found.Id,
            found.Title,
            found.Created,
            found.Updated,
            found.Length,
            messages = await store.ReadAsync(context.User.Owner(), id, context.RequestAborted),
        });
    }

    private static async Task<IResult> RenameAsync(HttpContext context, ConversationStore store, string id)
    {
        string? title = await ReadTitleAsync(context);
        RequestException.Require(title is not null, "title", "is missing");
        return await store.RenameAsync(context.User.Owner(), id, title!, context.RequestAborted) ? Results.NoContent() : throw NotFound();
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, ConversationStore store, string id) =>
        await store.DeleteAsync(context.User.Owner(), id, context.RequestAborted) ? Results.NoContent() : throw NotFound();

    private static async Task<string?> ReadTitleAsync(HttpContext context)
    {
        byte[] body = await RequestJson.ReadBodyAsync(context);
        string? title = body.Length == 0 ? null : RequestJson.Read<ConversationInput>(body, RequestJson.Hub).Title;
        RequestException.Require(
            title is null || (title.Length <= MaxTitle && !title.Any(char.IsControl)),
            "title", $"must be at most {MaxTitle} characters, without control characters");
        return title;
    }

    private static RequestException NotFound() => RequestException.NoConversation("id");

    private static async ValueTask<object?> TranslateErrorsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RequestException e)
        {
            await context.HttpContext.WriteErrorAsync(e.ToEvent());
        }
        catch (DbException)
        {
            await context.HttpContext.WriteErrorAsync(ErrorEvents.StorageUnavailable);
        }

        return Results.Empty;
    }
}

/// <summary>The body of a request that makes or renames a conversation.</summary>
internal sealed record ConversationInput
{
    /// <summary>Up to 200 characters without control characters; empty if absent.</summary>
    public string? Title { get; init; }
}
