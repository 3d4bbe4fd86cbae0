using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Requests;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>Turns OpenAI's <c>response_format</c> into the chat client's.</summary>
internal static class CompletionFormats
{
    private const string Param = "response_format";

    /// <summary>The format; null leaves it to the model.</summary>
    /// <exception cref="RequestException">It is none of the three.</exception>
    public static ChatResponseFormat? Read(JsonElement? format)
    {
        if (format.IsAbsent())
        {
            return null;
        }

        return format!.Value switch
        {
            var value when value.IsType("text") => ChatResponseFormat.Text,
            var value when value.IsType("json_object") => ChatResponseFormat.Json,
            var value when value.IsType("json_schema") => ReadSchema(value.Member("json_schema")),
            _ => throw JsonValues.Wrong(Param, "must be an object whose 'type' is 'text', 'json_object' or 'json_schema'"),
        };
    }

    private static ChatResponseFormatJson ReadSchema(JsonElement? described)
    {
        if (described?.Member("schema") is not { ValueKind: JsonValueKind.Object } schema)
        {
            throw JsonValues.Wrong($"{Param}.json_schema.schema", "must be a JSON Schema");
        }

        string name = JsonValues.Text(described.Value.Member("name"), $"{Param}.json_schema.name");
        string? description = described.Value.Member("description") is { } text
            ? JsonValues.Text(text, $"{Param}.json_schema.description")
            : null;
        return ChatResponseFormat.ForJsonSchema(schema, name, description);
    }
}
