using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Backends;
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
        ["presencePenalty"] = "presence_penalty",
        ["frequencyPenalty"] = "frequency_penalty",
        ["maxOutputTokens"] = "max_completion_tokens",
    };

    /// <summary>The request as every API's is handled.</summary>
    /// <exception cref="RequestException">It asks for something that is not served, or is out of range.</exception>
    public static ReplyRequest ToReplyRequest(this CompletionRequest request, IChatBackend backend)
    {
        CheckModel(request.Model, backend.Model.Name);
        CheckServed(request);
        List<ChatMessage> messages = CompletionMessages.Read(request.Messages);
        var sampling = new SamplingOptions
        {
            Temperature = request.Temperature,
            TopP = request.TopP,
            TopK = request.TopK,
            PresencePenalty = request.PresencePenalty,
            FrequencyPenalty = request.FrequencyPenalty,
            Seed = request.Seed,
            MaxOutputTokens = request.MaxCompletionTokens ?? request.MaxTokens,
            Stop = ToStop(request.Stop),
        };
        RequestValidation.Check(messages, sampling, Names);
        ChatOptions options = ChatRequestExtensions.ToChatOptions(sampling, request.Markers, request.Enforce, backend.Taxonomy);
        CompletionTools.Apply(request, options);
        options.ResponseFormat = CompletionFormats.Read(request.ResponseFormat);
        return new ReplyRequest(messages, options);
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
        RequireServed(request.Logprobs is null or false, "logprobs", "only false is supported");
        RequireServed(request.TopLogprobs is null or 0, "top_logprobs", "only 0 is supported");
        RequireServed(request.LogitBias.IsAbsent() || IsEmpty(request.LogitBias!.Value), "logit_bias", "it is not supported");
        RequireServed(request.Functions.IsAbsent() || IsEmpty(request.Functions!.Value), "functions", "it is not supported; use 'tools'");
        RequireServed(request.StreamOptions is null || request.Stream is true, "stream_options", "it is only for streams");
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };

    private static void RequireServed(bool condition, string param, string rule)
    {
        if (!condition)
        {
            throw new RequestException(ErrorCodes.InvalidRequest, $"'{param}': {rule}.", param);
        }
    }

    private static string[]? ToStop(JsonElement? stop) => stop switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(text => JsonValues.Text(text, "stop"))],
        { } text => [JsonValues.Text(text, "stop")],
    };
}
