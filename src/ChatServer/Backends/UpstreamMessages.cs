using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using TreasureMarkers.Markers;

namespace TreasureMarkers.ChatServer.Backends;

/// <summary>Writes a conversation as OpenAI's messages.</summary>
internal static class UpstreamMessages
{
    /// <summary>The messages, with a marker list at the end of the last user message unless it is empty.</summary>
    public static JsonArray Write(IReadOnlyList<ChatMessage> messages, MarkerSet promptMarkers)
    {
        int carrier = promptMarkers.Count == 0 ? -1 : messages.ToList().FindLastIndex(message => message.Role == ChatRole.User);
        return new JsonArray([.. messages.Select((message, i) =>
            Write(message, i == carrier ? " " + MarkerTemplate.Render(promptMarkers) : ""))]);
    }

    private static JsonObject Write(ChatMessage message, string suffix)
    {
        JsonObject written = new() { ["role"] = message.Role.Value };
        if (message.Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } result)
        {
            written["tool_call_id"] = result.CallId;
            written["content"] = result.Result as string ?? JsonSerializer.Serialize(result.Result);
            return written;
        }

        FunctionCallContent[] calls = [.. message.Contents.OfType<FunctionCallContent>()];
        written["content"] = message.Text.Length == 0 && calls.Length > 0 ? null : message.Text + suffix;
        if (calls.Length > 0)
        {
            written["tool_calls"] = new JsonArray([.. calls.Select(Write)]);
        }

        return written;
    }

    private static JsonObject Write(FunctionCallContent call) => new()
    {
        ["id"] = call.CallId,
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = call.Name,
            ["arguments"] = JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>()),
        },
    };
}
