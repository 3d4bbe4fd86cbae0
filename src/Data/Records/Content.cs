using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Records;

/// <summary>Reads texts, messages and functions as the OpenAI API, ShareGPT and this project write them.</summary>
internal static class Content
{
    private static readonly string[] Roles = ["system", "user", "assistant", "tool"];

    /// <summary>A text: a string, or a list of parts of type <c>text</c>. Line ends become line feeds, white space at the ends goes.</summary>
    /// <param name="value">The field's value.</param>
    /// <param name="name">The field's name.</param>
    /// <exception cref="DataFormatException">It is no text.</exception>
    public static string Of(JsonNode? value, string name) => value switch
    {
        JsonValue when value.GetValueKind() == JsonValueKind.String => Clean(value.GetValue<string>()),
        JsonArray { Count: > 0 } parts => Clean(string.Join('\n', parts.Select(part => Part(part, name)))),
        _ => throw new DataFormatException($"'{name}' must be a string"),
    };

    /// <summary>A message: <c>role</c> and <c>content</c>, or ShareGPT's <c>from</c> and <c>value</c>.</summary>
    /// <exception cref="DataFormatException">It is none.</exception>
    public static PromptMessage Turn(JsonNode? message)
    {
        var turn = message as JsonObject
            ?? throw new DataFormatException("a message must be an object with role and content (or from and value)");
        var said = Of(turn["role"] ?? turn["from"], "role");
        var content = turn["content"] ?? turn["value"];
        if (said == "function_call")
        {
            var call = Of(content, "value");
            return new PromptMessage("assistant", "") { ToolCalls = [Call(SourceRecord.Parse(call))] };
        }

        var role = RoleOf(said);
        if ((turn["tool_calls"] ?? turn["toolCalls"]) is JsonArray { Count: > 0 } calls)
        {
            var text = content is null ? "" : Of(content, "content");
            return new PromptMessage(role, text) { ToolCalls = [.. calls.Select(Call)] };
        }

        return new PromptMessage(role, Of(content, turn["content"] is null && turn["value"] is not null ? "value" : "content"));
    }

    /// <summary>The role that a name means.</summary>
    /// <exception cref="DataFormatException">There is no such role.</exception>
    public static string RoleOf(string name) => name.ToLowerInvariant() switch
    {
        "human" or "prompter" => "user",
        "gpt" or "bot" or "chatgpt" or "model" or "ai" => "assistant",
        "developer" => "system",
        "function" or "observation" or "function_response" or "tool_response" => "tool",
        var role when Roles.Contains(role) => role,
        _ => throw new DataFormatException(
            $"'{(name.Length > 40 ? name[..40] + "…" : name)}' is no role. Allowed: {string.Join(", ", Roles)}, and ShareGPT's human, gpt, function_call, observation"),
    };

    /// <summary>The functions that a row offers, bare or in a <c>function</c> property, as a list or as JSON text.</summary>
    /// <exception cref="DataFormatException">They are none.</exception>
    public static IReadOnlyList<PromptTool>? Tools(JsonNode tools) => tools switch
    {
        JsonArray { Count: 0 } => null,
        JsonArray list => [.. list.Select(Tool)],
        JsonValue value when value.GetValueKind() == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetValue<string>()) => null,
        _ => throw new DataFormatException("'tools' must be a list of functions"),
    };

    private static PromptTool Tool(JsonNode? node)
    {
        var tool = (node as JsonObject)?["function"] as JsonObject ?? node as JsonObject;
        return tool?["name"] is { } name
            ? new PromptTool(
                Of(name, "tools.name"), tool["description"] is { } about ? Of(about, "tools.description") : "",
                JsonSerializer.SerializeToElement(tool["parameters"] as JsonObject ?? []))
            : throw new DataFormatException("a function in 'tools' must be an object with a name");
    }

    private static PromptToolCall Call(JsonNode? node)
    {
        var call = (node as JsonObject)?["function"] as JsonObject ?? node as JsonObject;
        if (call?["name"] is not { } name)
        {
            throw new DataFormatException("a call must be an object with name and arguments");
        }

        var arguments = call["arguments"] switch
        {
            null => [],
            JsonObject fields => fields,
            var text => SourceRecord.Parse(Of(text, "arguments")),
        };
        return new PromptToolCall(Of(name, "name"), JsonSerializer.SerializeToElement(arguments));
    }

    private static string Part(JsonNode? part, string name) => part switch
    {
        JsonValue => Of(part, name),
        JsonObject fields when fields["text"] is { } text && (fields["type"] is not { } type || Of(type, "type") is "text" or "input_text" or "output_text") =>
            Of(text, name),
        JsonObject fields when fields["type"] is { } type => throw new DataFormatException(
            $"'{name}' has a part of type {type.ToJsonString()}; only text can be learned"),
        _ => throw new DataFormatException($"'{name}' must be a string or a list of parts of type text"),
    };

    /// <summary>
    /// Blank lines in front, the one space that completions of older APIs begin with, and white space at the end are the format's,
    /// not the text's; the first line's indentation is the text's.
    /// </summary>
    private static string Clean(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').TrimEnd();
        var begin = text.Length - text.TrimStart().Length;
        begin = begin == 0 ? 0 : text.LastIndexOf('\n', begin - 1) + 1;
        text = text[begin..];
        return text is [' ', not ' ', ..] ? text[1..] : text;
    }
}
