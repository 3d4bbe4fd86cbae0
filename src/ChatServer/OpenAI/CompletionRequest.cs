using System.Text.Json;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>The body of <c>POST /v1/chat/completions</c>: OpenAI's members that are served, and <c>markers</c> and <c>enforce</c>.</summary>
/// <param name="Messages">The conversation; see <see cref="CompletionMessage"/>.</param>
internal sealed record CompletionRequest(IReadOnlyList<CompletionMessage> Messages)
{
    /// <summary>The model's name as <c>/v1/models</c> gives it; the served one if absent.</summary>
    public string? Model { get; init; }

    /// <summary>0 to 2.</summary>
    public float? Temperature { get; init; }

    /// <summary>Above 0, up to 1.</summary>
    public float? TopP { get; init; }

    /// <summary>1 or more (not OpenAI's, but what other engines call it).</summary>
    public int? TopK { get; init; }

    /// <summary>The same seed, request and model give the same text.</summary>
    public long? Seed { get; init; }

    /// <summary>The older name of <see cref="MaxCompletionTokens"/>.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>1 or more; the text ends there with finish reason <c>length</c>.</summary>
    public int? MaxCompletionTokens { get; init; }

    /// <summary>A text, or up to 4 of them.</summary>
    public JsonElement? Stop { get; init; }

    /// <summary>Whether to answer with server-sent events.</summary>
    public bool? Stream { get; init; }

    /// <summary>Options of streaming.</summary>
    public StreamOptions? StreamOptions { get; init; }

    /// <summary>Only 1.</summary>
    public int? N { get; init; }

    /// <summary>-2 to 2.</summary>
    public float? PresencePenalty { get; init; }

    /// <summary>-2 to 2.</summary>
    public float? FrequencyPenalty { get; init; }

    /// <summary>Only false.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>Only 0.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>Only an empty object.</summary>
    public JsonElement? LogitBias { get; init; }

    /// <summary>Functions that the model may call.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary><c>none</c>, <c>auto</c>, <c>required</c> or one function.</summary>
    public JsonElement? ToolChoice { get; init; }

    /// <summary>Whether one answer may call several tools.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>OpenAI's older form of <see cref="Tools"/>; refused, so that nobody waits for calls that never come.</summary>
    public JsonElement? Functions { get; init; }

    /// <summary>Text, any JSON object, or one that a JSON Schema describes.</summary>
    public JsonElement? ResponseFormat { get; init; }

    /// <summary>Category to value; see <see cref="Wire.ChatRequest.Markers"/>.</summary>
    public IReadOnlyDictionary<string, string>? Markers { get; init; }

    /// <summary>See <see cref="Wire.ChatRequest.Enforce"/>.</summary>
    public IReadOnlyList<string>? Enforce { get; init; }
}
