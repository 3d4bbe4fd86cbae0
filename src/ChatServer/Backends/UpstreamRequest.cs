using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Backends;

/// <summary>Writes what the engine is asked.</summary>
internal static class UpstreamRequest
{
    /// <summary>The markers that a request sets.</summary>
    public static MarkerSet Markers(ChatOptions options, MarkerTaxonomy taxonomy) =>
        options.AdditionalProperties?.GetValueOrDefault(ChatOptionsMarkerExtensions.MarkersKey) is IEnumerable<KeyValuePair<string, string>> markers
            ? MarkerSet.Create(taxonomy, markers)
            : MarkerSet.Empty(taxonomy);

    /// <summary>The body of the request.</summary>
    /// <exception cref="NotSupportedException">It asks for something that the engine cannot do.</exception>
    public static string Write(IReadOnlyList<ChatMessage> messages, ChatOptions options, UpstreamOptions upstream, MarkerTaxonomy taxonomy)
    {
        MarkerSet markers = Markers(options, taxonomy);
        var enforce = options.AdditionalProperties?.GetValueOrDefault(ChatOptionsMarkerExtensions.EnforceKey) as IEnumerable<string>;
        JsonObject body = new()
        {
            ["model"] = upstream.Model,
            ["messages"] = UpstreamMessages.Write(messages, upstream.MarkersInPrompt ? markers : MarkerSet.Empty(taxonomy)),
            ["stream"] = true,
            ["stream_options"] = new JsonObject { ["include_usage"] = true },
        };
        AddSampling(body, options);
        AddTools(body, options);
        if (upstream.MarkersInPrompt)
        {
            RefuseEnforcement(enforce);
        }
        else
        {
            Add(body, "enforce", enforce is null ? null : ToArray(enforce));
            Add(body, "markers", markers.Count == 0 ? null : ToObject(markers));
        }

        return body.ToJsonString();
    }

    private static void RefuseEnforcement(IEnumerable<string>? enforce)
    {
        if (enforce?.Any() is true)
        {
            throw new NotSupportedException("The engine behind this server cannot enforce markers: leave 'enforce' out. The markers themselves work.");
        }
    }

    private static void AddSampling(JsonObject body, ChatOptions options)
    {
        Add(body, "temperature", options.Temperature);
        Add(body, "top_p", options.TopP);
        Add(body, "top_k", options.TopK);
        Add(body, "presence_penalty", options.PresencePenalty);
        Add(body, "frequency_penalty", options.FrequencyPenalty);
        Add(body, "seed", options.Seed);
        Add(body, "max_tokens", options.MaxOutputTokens);
        Add(body, "stop", options.StopSequences is { Count: > 0 } stops ? ToArray(stops) : null);
        Add(body, "response_format", options.ResponseFormat is ChatResponseFormatJson format ? WriteFormat(format) : null);
    }

    private static JsonObject WriteFormat(ChatResponseFormatJson format) => format.Schema is not { } schema
        ? new JsonObject { ["type"] = "json_object" }
        : new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject
            {
                ["name"] = format.SchemaName ?? "answer",
                ["description"] = format.SchemaDescription,
                ["schema"] = JsonSerializer.SerializeToNode(schema),
            },
        };

    private static void AddTools(JsonObject body, ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools)
        {
            return;
        }

        body["tools"] = new JsonArray([.. tools.OfType<AIFunctionDeclaration>().Select(tool => new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject
            {
                ["name"] = tool.Name,
                ["description"] = tool.Description,
                ["parameters"] = JsonSerializer.SerializeToNode(tool.JsonSchema),
            },
        })]);
        Add(body, "parallel_tool_calls", options.AllowMultipleToolCalls);
        Add(body, "tool_choice", options.ToolMode switch
        {
            NoneChatToolMode => "none",
            RequiredChatToolMode { RequiredFunctionName: { } name } => new JsonObject
            {
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = name },
            },
            RequiredChatToolMode => "required",
            AutoChatToolMode => "auto",
            _ => null,
        });
    }

    private static JsonObject ToObject(MarkerSet markers) =>
        new(markers.Select(marker => KeyValuePair.Create(marker.Key, (JsonNode?)marker.Value)));

    private static JsonArray ToArray(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    private static void Add(JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }
}
