using System.Text.Json;
using System.Text.Json.Serialization;
using TreasureMarkers.ChatServer.Contracts;

namespace TreasureMarkers.ChatServer.OpenAI;

// OpenAI's chat completions on the wire, in snake_case JSON.

/// <summary>
/// The body of <c>POST /v1/chat/completions</c>: OpenAI's members that are served, and <c>markers</c> and <c>enforce</c>.
/// </summary>
/// <param name="Messages">The conversation, oldest message first.</param>
internal sealed record CompletionRequest(IReadOnlyList<CompletionMessage> Messages)
{
    /// <summary>The model's name as <c>/v1/models</c> gives it; the served one if absent.</summary>
    public string? Model { get; init; }

    /// <summary>The temperature, 0 (greedy) to 2.</summary>
    public float? Temperature { get; init; }

    /// <summary>The share of probability that nucleus sampling keeps, above 0 and at most 1.</summary>
    public float? TopP { get; init; }

    /// <summary>
    /// The number of likeliest tokens that are sampled from, 1 or more. OpenAI has no such member; vLLM and llama.cpp have.
    /// </summary>
    public int? TopK { get; init; }

    /// <summary>The same seed, request and model give the same text.</summary>
    public long? Seed { get; init; }

    /// <summary>The older name of <see cref="MaxCompletionTokens"/>.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The most tokens of text, 1 or more. An answer that reaches it ends with the finish reason <c>length</c>.</summary>
    public int? MaxCompletionTokens { get; init; }

    /// <summary>A text, or a list of up to 4 texts, at which the answer ends.</summary>
    public JsonElement? Stop { get; init; }

    /// <summary>Whether to answer with server-sent events.</summary>
    public bool? Stream { get; init; }

    /// <summary>Options of streaming.</summary>
    public StreamOptions? StreamOptions { get; init; }

    /// <summary>The number of answers. Only 1 is served.</summary>
    public int? N { get; init; }

    /// <summary>-2 to 2.</summary>
    public float? PresencePenalty { get; init; }

    /// <summary>-2 to 2.</summary>
    public float? FrequencyPenalty { get; init; }

    /// <summary>Only false is served.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>Only 0 is served.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>Only an empty object is served.</summary>
    public JsonElement? LogitBias { get; init; }

    /// <summary>Functions that the model may call.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary><c>none</c>, <c>auto</c>, <c>required</c> or one function.</summary>
    public JsonElement? ToolChoice { get; init; }

    /// <summary>Whether one answer may call several tools.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>OpenAI's older form of <see cref="Tools"/>. It is refused, so that no caller waits for calls that never come.</summary>
    public JsonElement? Functions { get; init; }

    /// <summary>Text, any JSON object, or one that a JSON Schema describes.</summary>
    public JsonElement? ResponseFormat { get; init; }

    /// <summary>See <see cref="ChatRequest.Markers"/>.</summary>
    public IReadOnlyDictionary<string, string>? Markers { get; init; }

    /// <summary>See <see cref="ChatRequest.Enforce"/>.</summary>
    public IReadOnlyList<string>? Enforce { get; init; }
}

/// <summary>One message of a completion request.</summary>
/// <param name="Role"><c>system</c>, <c>developer</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
internal sealed record CompletionMessage(string Role)
{
    /// <summary>A text, or a list of parts <c>{"type":"text","text":…}</c>; may be null beside <see cref="ToolCalls"/>.</summary>
    public JsonElement Content { get; init; }

    /// <summary>The tools that an earlier answer called.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>The call that a <c>tool</c> message answers.</summary>
    public string? ToolCallId { get; init; }
}

/// <summary>OpenAI's <c>stream_options</c>.</summary>
internal sealed record StreamOptions
{
    /// <summary>Whether a last chunk with the usage is sent.</summary>
    public bool? IncludeUsage { get; init; }
}

/// <summary>OpenAI's <c>tool_calls</c> item, in an answer and in the history that a client sends back.</summary>
internal sealed record ToolCall
{
    /// <summary>The place among the calls of a streamed answer; absent otherwise.</summary>
    public int? Index { get; init; }

    /// <summary>The id of the call. The tool's result refers to it.</summary>
    public string? Id { get; init; }

    /// <summary>Always <c>function</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The called function.</summary>
    public ToolCallFunction? Function { get; init; }
}

/// <summary>The function of a <see cref="ToolCall"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">Its arguments: the text of a JSON object.</param>
internal sealed record ToolCallFunction(string Name, string Arguments);

/// <summary>OpenAI's <c>chat.completion</c> object, or one <c>chat.completion.chunk</c> of a stream, with the markers beside it.</summary>
/// <param name="Id">The same for every chunk of an answer.</param>
/// <param name="Object"><c>chat.completion</c> or <c>chat.completion.chunk</c>.</param>
/// <param name="Created">Unix time in seconds.</param>
/// <param name="Model">The served model.</param>
/// <param name="Choices">One choice; none in the chunk that carries the usage.</param>
internal sealed record Completion(string Id, string Object, long Created, string Model, IReadOnlyList<CompletionChoice> Choices)
{
    /// <summary>Tokens read and written.</summary>
    public CompletionUsage? Usage { get; init; }

    /// <summary>The markers of the answer; in a stream, in the chunk before its text.</summary>
    public CompletionMarkers? Markers { get; init; }

    /// <summary>What the text has against its markers; in a stream, in the chunk with the finish reason.</summary>
    public IReadOnlyDictionary<string, AdherenceResult>? Adherence { get; init; }
}

/// <summary>The one choice of a completion (<see cref="Message"/>) or of a chunk (<see cref="Delta"/>).</summary>
/// <param name="Index">Always 0.</param>
internal sealed record CompletionChoice(int Index)
{
    /// <summary>The whole answer.</summary>
    public AssistantMessage? Message { get; init; }

    /// <summary>What this chunk adds.</summary>
    public AssistantDelta? Delta { get; init; }

    /// <summary><c>stop</c>, <c>length</c> or <c>tool_calls</c>; null until the last chunk.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }

    /// <summary>Always null: they are not served.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public object? Logprobs { get; }
}

/// <summary>The model's whole message.</summary>
/// <param name="Content">The text; null where it calls tools instead.</param>
internal sealed record AssistantMessage([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Content)
{
    /// <summary>Always <c>assistant</c>.</summary>
    public string Role { get; } = "assistant";

    /// <summary>What the model thought before it answered; absent where it did not. OpenAI has no such member; vLLM and llama.cpp have.</summary>
    public string? ReasoningContent { get; init; }

    /// <summary>The tools that the model asks the caller to run.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>Always null: this server refuses no answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Refusal { get; }
}

/// <summary>A piece of the model's message.</summary>
internal sealed record AssistantDelta
{
    /// <summary><c>assistant</c>, in the first chunk only.</summary>
    public string? Role { get; init; }

    /// <summary>Text to append.</summary>
    public string? Content { get; init; }

    /// <summary>Thinking to append.</summary>
    public string? ReasoningContent { get; init; }

    /// <summary>A tool that the model asks the caller to run; each call comes whole.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }
}

/// <summary>The markers an answer was written under.</summary>
/// <param name="Given">As the caller set them.</param>
/// <param name="Inferred">As the model chose them.</param>
internal sealed record CompletionMarkers(
    IReadOnlyDictionary<string, string> Given, IReadOnlyDictionary<string, InferredValue> Inferred);

/// <summary>OpenAI's <c>usage</c> object.</summary>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="CompletionTokens">Tokens written.</param>
/// <param name="TotalTokens">Both.</param>
/// <param name="PromptTokensDetails">What is known of those read.</param>
internal sealed record CompletionUsage(long PromptTokens, long CompletionTokens, long TotalTokens, PromptTokensDetails PromptTokensDetails);

/// <summary>OpenAI's <c>prompt_tokens_details</c> object.</summary>
/// <param name="CachedTokens">Tokens known from an earlier request and not read again.</param>
internal sealed record PromptTokensDetails(long CachedTokens);
