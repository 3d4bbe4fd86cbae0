using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Data;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation;

/// <summary>A row's functions and calls in OpenAI's shape, and back.</summary>
internal static class EvalFunctions
{
    /// <summary><c>tools</c>.</summary>
    public static JsonArray Tools(IEnumerable<PromptTool> tools) => new([.. tools.Select(tool => Function(new JsonObject
    {
        ["name"] = tool.Name,
        ["description"] = tool.Description,
        ["parameters"] = JsonSerializer.SerializeToNode(tool.Parameters),
    }))]);

    /// <summary><c>messages</c>. A row's calls have no ids: they get them here, and each result takes that of the oldest call without one.</summary>
    public static JsonArray Messages(IEnumerable<PromptMessage> messages)
    {
        var (list, open, count) = (new JsonArray(), new Queue<string>(), 0);
        foreach (PromptMessage message in messages)
        {
            var node = new JsonObject { ["role"] = message.Role, ["content"] = message.Content };
            if (message.ToolCalls is { } calls)
            {
                string[] ids = [.. calls.Select(_ => $"call_{++count}")];
                Array.ForEach(ids, open.Enqueue);
                node["tool_calls"] = new JsonArray([.. calls.Zip(ids, Call)]);
            }
            else if (message.Role == "tool" && open.TryDequeue(out string? id))
            {
                node["tool_call_id"] = id;
            }

            list.Add((JsonNode)node);
        }

        return list;
    }

    /// <summary>The calls of an answer's <c>tool_calls</c>.</summary>
    public static IReadOnlyList<EvalCall> Calls(JsonElement calls) =>
    [
        .. calls.EnumerateArray().Select(call => call.GetProperty("function"))
            .Select(function => new EvalCall(function.GetProperty("name").GetString()!, function.GetProperty("arguments").GetString()!)),
    ];

    private static JsonNode Call(PromptToolCall call, string id)
    {
        JsonObject node = Function(new JsonObject { ["name"] = call.Name, ["arguments"] = JsonSerializer.Serialize(call.Arguments, DataFolder.Json) });
        node["id"] = id;
        return node;
    }

    private static JsonObject Function(JsonObject function) => new() { ["type"] = "function", ["function"] = function };
}
