using System.Text.Json;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>Turns OpenAI's request into the server's own; what is not served is refused and never silently ignored.</summary>
internal static class CompletionRequests
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["topP"] = "top_p",
        ["topK"] = "top_k",
        ["maxOutputTokens"] = "max_completion_tokens",
    };

    /// <summary>The request as every API's is handled.</summary>
    /// <exception cref="RequestException">It asks for something that is not served, or is out of range.</exception>
    public static ChatRequest ToChatRequest(this CompletionRequest request, string servedModel)
    {
        CheckModel(request.Model, servedModel);
        CheckServed(request);
        var chat = new ChatRequest([.. request.Messages.Select(ToMessage)])
        {
            Markers = request.Markers,
            Enforce = request.Enforce,
            Options = new SamplingOptions
            {
                Temperature = request.Temperature,
                TopP = request.TopP,
                TopK = request.TopK,
                Seed = request.Seed,
                MaxOutputTokens = request.MaxCompletionTokens ?? request.MaxTokens,
                Stop = ToStop(request.Stop),
            },
        };
        RequestValidation.Check(chat, Names);
        return chat;
    }

    /// <summary>The answer to a request for another model.</summary>
    public static ErrorEvent NoSuchModel(string served) =>
        new(ErrorCodes.ModelNotFound, $"This server has no model of that name; it serves '{served}'.") { Param = "model" };

    private static void CheckModel(string? asked, string served)
    {
        if (asked is not null && asked != served)
        {
            ErrorEvent error = NoSuchModel(served);
            throw new RequestException(error.Code, error.Message, error.Param);
        }
    }

    private static void CheckServed(CompletionRequest request)
    {
        RequireServed(request.N is null or 1, "n", "only 1 is supported");
        RequireServed(request.PresencePenalty is null or 0, "presence_penalty", "only 0 is supported");
        RequireServed(request.FrequencyPenalty is null or 0, "frequency_penalty", "only 0 is supported");
        RequireServed(request.Logprobs is null or false, "logprobs", "only false is supported");
        RequireServed(
            request.Tools is not { } tools || (tools.ValueKind is JsonValueKind.Array && tools.GetArrayLength() == 0),
            "tools",
            "tools are not supported");
        RequireServed(
            request.ResponseFormat is not { } format || IsType(format, "text"),
            "response_format",
            "only {\"type\":\"text\"} is supported; set the 'format' marker instead");
    }

    private static void RequireServed(bool condition, string param, string rule)
    {
        if (!condition)
        {
            throw new RequestException(ErrorCodes.InvalidRequest, $"'{param}': {rule}.", param);
        }
    }

    private static ChatMessageInput ToMessage(CompletionMessage? message, int index)
    {
        if (message is null)
        {
            throw Wrong($"messages[{index}]", "must be an object");
        }

        string role = message.Role is "developer" ? "system" : message.Role;
        return new ChatMessageInput(role, ToText(message.Content, $"messages[{index}].content"));
    }

    private static string ToText(JsonElement content, string param)
    {
        if (content.ValueKind is JsonValueKind.Array)
        {
            return string.Concat(content.EnumerateArray().Select(part =>
                IsType(part, "text") && part.TryGetProperty("text", out JsonElement text)
                    ? ToString(text, param)
                    : throw Wrong(param, "may hold only parts of type 'text'")));
        }

        return ToString(content, param);
    }

    private static string[]? ToStop(JsonElement? stop) => stop switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(text => ToString(text, "stop"))],
        { } text => [ToString(text, "stop")],
    };

    private static string ToString(JsonElement value, string param)
    {
        if (value.ValueKind is not JsonValueKind.String)
        {
            throw Wrong(param, "must be a text");
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(param, "is not valid Unicode text (half of a surrogate pair)");
        }
    }

    private static bool IsType(JsonElement element, string type) =>
        element.ValueKind is JsonValueKind.Object
        && element.TryGetProperty("type", out JsonElement value)
        && value.ValueKind is JsonValueKind.String
        && value.ValueEquals(type);

    private static RequestException Wrong(string param, string rule) =>
        new(ErrorCodes.InvalidRequest, $"'{param}' {rule}.", param);
}
