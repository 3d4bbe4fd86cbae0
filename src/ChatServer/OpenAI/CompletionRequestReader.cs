using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.ChatServer.Engines;
using TreasureMarkers.ChatServer.Generation;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>Turns OpenAI's request into the server's own. What is not served is refused and never silently ignored.</summary>
internal static partial class CompletionRequestReader
{
    private const int MaxTools = 128;
    private static readonly JsonElement NoParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["topP"] = "top_p",
        ["topK"] = "top_k",
        ["presencePenalty"] = "presence_penalty",
        ["frequencyPenalty"] = "frequency_penalty",
        ["maxOutputTokens"] = "max_completion_tokens",
    };

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The served model.</param>
    /// <param name="isUnicode">Whether every text of the body is Unicode, the parts that are handed on unread included.</param>
    /// <exception cref="RequestException">The request asks for something that is not served, or is out of range.</exception>
    public static ReplyRequest Read(CompletionRequest request, ServedModel model, bool isUnicode)
    {
        try
        {
            ReplyRequest reply = Translate(request, model);
            return isUnicode ? reply : throw NotUnicode();
        }
        catch (InvalidOperationException) when (!isUnicode)
        {
            throw NotUnicode();
        }
    }

    /// <summary>The refusal of a request for another model.</summary>
    public static RequestException NoSuchModel(string served) =>
        new(ErrorCodes.ModelNotFound, $"This server has no model of that name; it serves '{served}'.", "model");

    private static RequestException NotUnicode() => new(
        ErrorCodes.InvalidRequest, "The request holds a name or text that is not valid Unicode (half of a surrogate pair).");

    private static ReplyRequest Translate(CompletionRequest request, ServedModel model)
    {
        if (request.Model is { } asked && asked != model.Name)
        {
            throw NoSuchModel(model.Name);
        }

        CheckServed(request);
        List<ChatMessage> messages = CompletionMessages.Read(request.Messages);
        var options = new ChatOptions
        {
            Temperature = request.Temperature,
            TopP = request.TopP,
            TopK = request.TopK,
            PresencePenalty = request.PresencePenalty,
            FrequencyPenalty = request.FrequencyPenalty,
            Seed = request.Seed,
            MaxOutputTokens = request.MaxCompletionTokens ?? request.MaxTokens,
            StopSequences = ReadStop(request.Stop),
        };
        ReplyRequest.Check(messages, options, Names);
        ReplyRequest.SetMarkers(options, request.Markers, request.Enforce, model.Taxonomy);
        SetTools(options, request);
        options.ResponseFormat = ReadFormat(request.ResponseFormat);
        return new ReplyRequest(messages, options);
    }

    private static void CheckServed(CompletionRequest request)
    {
        RequireServed(request.N is null or 1, "n", "only 1 is supported");
        RequireServed(request.Logprobs is null or false, "logprobs", "only false is supported");
        RequireServed(request.TopLogprobs is null or 0, "top_logprobs", "only 0 is supported");
        RequireServed(IsAbsentOrEmpty(request.LogitBias), "logit_bias", "it is not supported");
        RequireServed(IsAbsentOrEmpty(request.Functions), "functions", "it is not supported; use 'tools'");
        RequireServed(request.StreamOptions is null || request.Stream is true, "stream_options", "it is only for streams");
    }

    private static bool IsAbsentOrEmpty(JsonElement? value) => value.IsAbsent() || value!.Value switch
    {
        { ValueKind: JsonValueKind.Array } array => array.GetArrayLength() == 0,
        { ValueKind: JsonValueKind.Object } members => members.GetPropertyCount() == 0,
        _ => false,
    };

    private static void RequireServed(bool condition, string param, string rule)
    {
        if (!condition)
        {
            throw new RequestException(ErrorCodes.InvalidRequest, $"'{param}': {rule}.", param);
        }
    }

    private static string[]? ReadStop(JsonElement? stop) => stop switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(text => JsonValues.Text(text, "stop"))],
        { } text => [JsonValues.Text(text, "stop")],
    };

    private static ChatResponseFormat? ReadFormat(JsonElement? format)
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
            _ => throw RequestException.Invalid(
                "response_format", "must be an object whose 'type' is 'text', 'json_object' or 'json_schema'"),
        };
    }

    private static ChatResponseFormatJson ReadSchema(JsonElement? described)
    {
        if (described?.Member("schema") is not { ValueKind: JsonValueKind.Object } schema)
        {
            throw RequestException.Invalid("response_format.json_schema.schema", "must be a JSON Schema");
        }

        string name = JsonValues.Text(described.Value.Member("name"), "response_format.json_schema.name");
        string? description = described.Value.Member("description") is { } text
            ? JsonValues.Text(text, "response_format.json_schema.description")
            : null;
        return ChatResponseFormat.ForJsonSchema(schema, name, description);
    }

    private static void SetTools(ChatOptions options, CompletionRequest request)
    {
        List<AITool> tools = request.Tools.IsAbsent() ? [] : ReadTools(request.Tools!.Value);
        options.ToolMode = ReadChoice(request.ToolChoice, tools);
        if (tools.Count > 0)
        {
            options.Tools = tools;
            options.AllowMultipleToolCalls = request.ParallelToolCalls;
        }
    }

    private static List<AITool> ReadTools(JsonElement tools)
    {
        if (tools.ValueKind is not JsonValueKind.Array || tools.GetArrayLength() > MaxTools)
        {
            throw RequestException.Invalid("tools", $"must be a list of at most {MaxTools} functions");
        }

        List<AITool> read = [.. tools.EnumerateArray().Select((tool, i) => ReadTool(tool, $"tools[{i}]"))];
        return read.GroupBy(tool => tool.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw RequestException.Invalid("tools", $"holds two functions of the name '{twice.Key}'")
            : read;
    }

    private static AIFunctionDeclaration ReadTool(JsonElement tool, string param)
    {
        if (!tool.IsType("function") || tool.Member("function") is not { ValueKind: JsonValueKind.Object } function)
        {
            throw RequestException.Invalid(param, "must be an object with 'type' \"function\" and 'function'");
        }

        string name = JsonValues.Text(function.Member("name"), $"{param}.function.name");
        if (!NamePattern().IsMatch(name))
        {
            throw RequestException.Invalid($"{param}.function.name", "must be 1 to 64 letters, digits, '_' or '-'");
        }

        string? description = function.Member("description") is { } text ? JsonValues.Text(text, $"{param}.function.description") : null;
        JsonElement parameters = function.Member("parameters") ?? NoParameters;
        return parameters.ValueKind is JsonValueKind.Object
            ? AIFunctionFactory.CreateDeclaration(name, description, parameters)
            : throw RequestException.Invalid($"{param}.function.parameters", "must be a JSON Schema of an object");
    }

    private static ChatToolMode? ReadChoice(JsonElement? choice, List<AITool> tools)
    {
        if (choice.IsAbsent())
        {
            return null;
        }

        if (choice!.Value is { ValueKind: JsonValueKind.String } word)
        {
            return word switch
            {
                _ when word.ValueEquals("none") => ChatToolMode.None,
                _ when word.ValueEquals("auto") => ChatToolMode.Auto,
                _ when word.ValueEquals("required") && tools.Count > 0 => ChatToolMode.RequireAny,
                _ => throw RequestException.Invalid(
                    "tool_choice", "must be 'none', 'auto', 'required' (with 'tools') or an object that names one of 'tools'"),
            };
        }

        string? name = choice.Value.Member("function")?.Member("name") is { } member
            ? JsonValues.Text(member, "tool_choice.function.name")
            : null;
        return choice.Value.IsType("function") && tools.Any(tool => tool.Name == name)
            ? ChatToolMode.RequireSpecific(name!)
            : throw RequestException.Invalid("tool_choice", "names no function of 'tools'");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex NamePattern();
}
