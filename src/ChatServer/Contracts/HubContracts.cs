using System.Text.Json;
using System.Text.Json.Serialization;
using TreasureMarkers.Inference;

namespace TreasureMarkers.ChatServer.Contracts;

// The types on the wire of the SignalR hub, in camelCase JSON. web/src/wire/contracts.ts is generated from them by a test
// (tests/ChatServer.Tests/Contracts/TypeScriptTests.cs), which fails when it is stale.

/// <summary>What a client asks of the hub's <c>StreamReply</c>.</summary>
/// <param name="Messages">The conversation so far, oldest first; the last message is the user's.</param>
internal sealed record ChatRequest(IReadOnlyList<ChatMessageInput> Messages)
{
    /// <summary>The id of a conversation of <c>/api/conversations</c>, which the last message and its answer are appended to.
    /// Null stores nothing.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The value (a string or a number) of each marker category that the caller sets. The model chooses the categories
    /// that are absent or null.</summary>
    public IReadOnlyDictionary<string, string>? Markers { get; init; }

    /// <summary>The categories that are held by force and not only by conditioning the model on them.</summary>
    public IReadOnlyList<string>? Enforce { get; init; }

    /// <summary>How the text is sampled. What is absent takes the model's default.</summary>
    public SamplingOptions? Options { get; init; }
}

/// <summary>One message of a <see cref="ChatRequest"/>.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">The text. Marker tags and role names in it are ordinary text.</param>
internal sealed record ChatMessageInput(string Role, string Content);

/// <summary>How the text is sampled. These options do not affect the choice of markers.</summary>
internal sealed record SamplingOptions
{
    /// <summary>The temperature, 0 (greedy) to 2.</summary>
    public float? Temperature { get; init; }

    /// <summary>The share of probability that nucleus sampling keeps, above 0 and at most 1.</summary>
    public float? TopP { get; init; }

    /// <summary>The number of likeliest tokens that are sampled from, 1 or more.</summary>
    public int? TopK { get; init; }

    /// <summary>-2 to 2. A value above 0 makes tokens that the answer already holds less likely.</summary>
    public float? PresencePenalty { get; init; }

    /// <summary>-2 to 2. A value above 0 makes a token less likely each time that the answer holds it.</summary>
    public float? FrequencyPenalty { get; init; }

    /// <summary>The seed of the random numbers. The same seed, request and model give the same text.</summary>
    public long? Seed { get; init; }

    /// <summary>The most tokens of text, 1 or more. An answer that reaches it ends with the finish reason <c>length</c>.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Up to 4 texts at which the answer ends. They are not part of the answer.</summary>
    public IReadOnlyList<string>? Stop { get; init; }
}

/// <summary>
/// One event of a streamed reply: a JSON object whose <c>type</c> names the record. A reply is <c>started</c>, <c>markers</c>, any
/// number of <c>thinking</c>, <c>text</c> and <c>toolCall</c>, <c>adherence</c>, <c>done</c>. An <c>error</c> may come at any point and is then the
/// last event.
/// </summary>
/// <remarks>
/// Every record repeats its own discriminator because SignalR serializes by run-time type, and System.Text.Json writes a
/// discriminator only if the type it is asked to write declares one, which a sealed type may not.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StartedEvent), "started")]
[JsonDerivedType(typeof(MarkersEvent), "markers")]
[JsonDerivedType(typeof(ThinkingEvent), "thinking")]
[JsonDerivedType(typeof(TextEvent), "text")]
[JsonDerivedType(typeof(ToolCallEvent), "toolCall")]
[JsonDerivedType(typeof(AdherenceEvent), "adherence")]
[JsonDerivedType(typeof(DoneEvent), "done")]
[JsonDerivedType(typeof(ErrorEvent), "error")]
internal abstract record ChatEvent;

/// <summary>The request was accepted and its generation has begun.</summary>
/// <param name="Id">The generation's name in the server's log.</param>
/// <param name="Model">The name of the model that answers.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StartedEvent), "started")]
internal record StartedEvent(string Id, string Model) : ChatEvent;

/// <summary>The markers that the answer is written under. They are sent before its text.</summary>
/// <param name="Given">The values that the caller set, by category, in the taxonomy's spelling.</param>
/// <param name="Inferred">The values that the model chose, by category.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(MarkersEvent), "markers")]
internal record MarkersEvent(
    IReadOnlyDictionary<string, string> Given, IReadOnlyDictionary<string, InferredValue> Inferred) : ChatEvent;

/// <summary>A marker that the model chose.</summary>
/// <param name="Value">The chosen value.</param>
/// <param name="Probability">Its probability among the allowed values, 0 to 1; null where the engine does not tell it.</param>
/// <param name="Top">The likeliest values, best first; empty where they are not told.</param>
internal sealed record InferredValue(
    string Value,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Probability,
    IReadOnlyList<MarkerCandidate> Top)
{
    /// <summary>For a number, which is the median of the model's distribution, what lies between a tenth and nine tenths of it; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public MarkerInterval? Interval { get; init; }

    /// <summary>The wire form of a marker. A marker without candidates has a probability that nobody knows.</summary>
    public static InferredValue From(InferredMarker marker) =>
        new(marker.Value, marker.Top.Count > 0 ? marker.Probability : null, marker.Top) { Interval = marker.Interval };
}

/// <summary>The next piece of what the model thinks before it answers, which is no part of the answer.</summary>
/// <param name="Delta">The text to append.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ThinkingEvent), "thinking")]
internal record ThinkingEvent(string Delta) : ChatEvent;

/// <summary>The next piece of the answer. It never ends within a character.</summary>
/// <param name="Delta">The text to append.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextEvent), "text")]
internal record TextEvent(string Delta) : ChatEvent;

/// <summary>The model asks the caller to run a tool.</summary>
/// <param name="Name">The name of the tool.</param>
/// <param name="Arguments">The arguments, a JSON object.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ToolCallEvent), "toolCall")]
internal record ToolCallEvent(string Name, JsonElement Arguments) : ChatEvent
{
    /// <summary>The id of the call, for APIs whose results refer to it.</summary>
    [JsonIgnore]
    public string? Id { get; init; }
}

/// <summary>What the finished text measures against its markers.</summary>
/// <param name="Adherence">The results by category. Categories that cannot be measured are absent.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AdherenceEvent), "adherence")]
internal record AdherenceEvent(IReadOnlyDictionary<string, AdherenceResult> Adherence) : ChatEvent;

/// <summary>Whether the text kept one marker.</summary>
/// <param name="Asked">The marker's value. A length in tokens, sentences or paragraphs is an upper limit.</param>
/// <param name="Measured">What the text has; null if it cannot be told.</param>
/// <param name="Met">Whether the text kept the marker.</param>
internal sealed record AdherenceResult(string Asked, string? Measured, bool Met);

/// <summary>The answer is complete.</summary>
/// <param name="FinishReason"><c>stop</c>, <c>length</c> or <c>tool_calls</c>.</param>
/// <param name="Usage">The tokens read and written.</param>
/// <param name="Timings">Where the time went.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DoneEvent), "done")]
internal record DoneEvent(string FinishReason, Usage Usage, Timings Timings) : ChatEvent;

/// <summary>The tokens of one generation, in the model's own tokenizer.</summary>
/// <param name="InputTokens">Tokens of the prompt.</param>
/// <param name="OutputTokens">Tokens written, marker tokens included.</param>
/// <param name="CachedInputTokens">Tokens of the prompt that were known from an earlier request and not read again.</param>
internal sealed record Usage(long InputTokens, long OutputTokens, long CachedInputTokens);

/// <summary>Where the time of one generation went, in milliseconds.</summary>
/// <param name="QueuedMilliseconds">Waiting for the model.</param>
/// <param name="PrefillMilliseconds">Reading the prompt.</param>
/// <param name="MarkersMilliseconds">Choosing the markers.</param>
/// <param name="DecodeMilliseconds">Writing the text.</param>
/// <param name="FirstTextMilliseconds">From the request's arrival to the first text; null if there was none.</param>
/// <param name="TotalMilliseconds">From the request's arrival to the end, sending included.</param>
/// <param name="TokensPerSecond">Tokens of text per second of decoding.</param>
internal sealed record Timings(
    double QueuedMilliseconds,
    double PrefillMilliseconds,
    double MarkersMilliseconds,
    double DecodeMilliseconds,
    double? FirstTextMilliseconds,
    double TotalMilliseconds,
    double TokensPerSecond);

/// <summary>The request was refused or failed. No event follows.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Message">What was wrong, what is allowed and what to do. It never holds internals of the server.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ErrorEvent), "error")]
internal record ErrorEvent(string Code, string Message) : ChatEvent
{
    /// <summary>The member of the request that was wrong, for the OpenAI-compatible API; null if it is the whole request.</summary>
    [JsonIgnore]
    public string? Param { get; init; }

    /// <summary>Seconds after which the request may be made again; null if waiting does not help.</summary>
    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }
}
