using System.Text.Json;
using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>Writes a reply as server-sent events.</summary>
internal static class CompletionStream
{
    /// <summary>
    /// Writes every chunk as it comes, then <c>[DONE]</c>. An error before the first chunk is an HTTP error; a later one is an
    /// event of its own, and the stream ends there.
    /// </summary>
    public static async Task WriteAsync(
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

            // Proxies that gather an answer before they pass it on leave this one alone.
            context.Response.Headers["X-Accel-Buffering"] = "no";
        }

        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(data, OpenAIJson.Options)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
