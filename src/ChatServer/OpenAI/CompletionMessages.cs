using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Contracts;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>Turns OpenAI's messages into the chat client's.</summary>
internal static class CompletionMessages
{
    /// <summary>The conversation.</summary>
    /// <exception cref="RequestException">A role or content is not served, or a tool's result answers no call.</exception>
    public static List<ChatMessage> Read(IReadOnlyList<CompletionMessage> messages)
    {
        var calls = new HashSet<string>(StringComparer.Ordinal);
        return [.. messages.Select((message, i) => Read(message, $"messages[{i}]", calls))];
    }

    private static ChatMessage Read(CompletionMessage? message, string param, HashSet<string> calls) => message switch
    {
        null => throw RequestException.Invalid(param, "must be an object"),
        { Role: not "assistant", ToolCalls.Count: > 0 } =>
            throw RequestException.Invalid($"{param}.tool_calls", "is for 'assistant' messages only"),
        { Role: "system" or "developer" } => new ChatMessage(ChatRole.System, ReadText(message.Content, $"{param}.content")),
        { Role: "user" } => new ChatMessage(ChatRole.User, ReadText(message.Content, $"{param}.content")),
        { Role: "assistant" } => ReadAssistant(message, param, calls),
        { Role: "tool" } => ReadResult(message, param, calls),
        _ => throw RequestException.Invalid($"{param}.role", "must be 'system', 'developer', 'user', 'assistant' or 'tool'"),
    };

    private static ChatMessage ReadAssistant(CompletionMessage message, string param, HashSet<string> calls)
    {
        List<AIContent> contents = [];
        bool hasCalls = message.ToolCalls is { Count: > 0 };
        if (!hasCalls || message.Content.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
        {
            contents.Add(new TextContent(ReadText(message.Content, $"{param}.content")));
        }

        foreach (var (call, i) in (message.ToolCalls ?? []).Select((call, i) => (call, i)))
        {
            contents.Add(ReadCall(call, $"{param}.tool_calls[{i}]", calls));
        }

        return new ChatMessage(ChatRole.Assistant, contents);
    }

    private static FunctionCallContent ReadCall(ToolCall? call, string param, HashSet<string> calls)
    {
        if (call is not { Id.Length: > 0, Function: { } function } || call.Type is not (null or "function"))
        {
            throw RequestException.Invalid(param, "must be an object with 'id', 'type' \"function\" and 'function'");
        }

        if (!calls.Add(call.Id))
        {
            throw RequestException.Invalid($"{param}.id", "is used by another call");
        }

        return new FunctionCallContent(call.Id, function.Name, ReadArguments(function.Arguments, $"{param}.function.arguments"));
    }

    private static Dictionary<string, object?> ReadArguments(string arguments, string param)
    {
        try
        {
            // Clients send the empty text for a function without parameters.
            byte[] json = arguments.Length == 0 ? "{}"u8.ToArray() : Encoding.UTF8.GetBytes(arguments);
            using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (parsed.RootElement.ValueKind is JsonValueKind.Object && RequestJson.IsUnicode(json))
            {
                return parsed.RootElement.EnumerateObject()
                    .ToDictionary(p => p.Name, object? (p) => p.Value.Clone(), StringComparer.Ordinal);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Said below, as for any JSON that is no object.
        }

        throw RequestException.Invalid(param, "must be the text of a JSON object");
    }

    private static ChatMessage ReadResult(CompletionMessage message, string param, HashSet<string> calls) =>
        message.ToolCallId is { } id && calls.Contains(id)
            ? new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, ReadText(message.Content, $"{param}.content"))])
            : throw RequestException.Invalid($"{param}.tool_call_id", "must be the id of a call in an earlier 'assistant' message");

    private static string ReadText(JsonElement content, string param)
    {
        if (content.ValueKind is not JsonValueKind.Array)
        {
            return content.ValueKind is JsonValueKind.String
                ? JsonValues.Text(content, param)
                : throw RequestException.Invalid(param, "must be a text or a list of parts of type 'text'");
        }

        return string.Concat(content.EnumerateArray().Select((part, i) => part.IsType("text")
            ? JsonValues.Text(part.Member("text"), $"{param}[{i}].text")
            : throw RequestException.Invalid(
                $"{param}[{i}]",
                "is not of type 'text', the only type that this model reads; images, audio and files are not supported")));
    }
}
