using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TreasureMarkers.ChatServer.Contracts;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>Folds the events of one reply into OpenAI's objects: chunks as they come, or the whole completion at the end.</summary>
/// <param name="model">The served model's name.</param>
internal sealed class CompletionEvents(string model)
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thinking = new();
    private readonly List<ToolCall> _calls = [];
    private readonly long _created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    private string _id = "";
    private bool _begun;
    private CompletionMarkers? _markers;
    private IReadOnlyDictionary<string, AdherenceResult>? _adherence;
    private DoneEvent? _done;

    /// <summary>Whether the reply reached its end.</summary>
    public bool IsDone => _done is not null;

    private CompletionUsage? Usage => _done?.Usage is { } usage
        ? new CompletionUsage(
            usage.InputTokens,
            usage.OutputTokens,
            usage.InputTokens + usage.OutputTokens,
            new PromptTokensDetails(usage.CachedInputTokens))
        : null;

    /// <summary>Takes the next event and gives the chunk that carries it, if one does.</summary>
    public Completion? Append(ChatEvent next)
    {
        switch (next)
        {
            case StartedEvent started:
                _id = "chatcmpl-" + started.Id;
                return null;
            case MarkersEvent markers:
                _markers = new CompletionMarkers(markers.Given, markers.Inferred);
                return Chunk(new AssistantDelta { Content = "" }) with { Markers = _markers };
            case ThinkingEvent thinking:
                _thinking.Append(thinking.Delta);
                return Chunk(new AssistantDelta { ReasoningContent = thinking.Delta });
            case TextEvent text:
                _text.Append(text.Delta);
                return Chunk(new AssistantDelta { Content = text.Delta });
            case ToolCallEvent call:
                _calls.Add(ToCall(call));
                return Chunk(new AssistantDelta { ToolCalls = [_calls[^1] with { Index = _calls.Count - 1 }] });
            case AdherenceEvent adherence:
                _adherence = adherence.Adherence;
                return null;
            case DoneEvent done:
                _done = done;
                return Chunk(new AssistantDelta(), done.FinishReason) with { Adherence = _adherence };
            default:
                return null;
        }
    }

    /// <summary>The chunk after the last one, for callers that asked for the usage.</summary>
    public Completion UsageChunk() => new(_id, "chat.completion.chunk", _created, model, []) { Usage = Usage };

    /// <summary>The whole answer, once it is done.</summary>
    public Completion ToCompletion()
    {
        var message = new AssistantMessage(_text.Length == 0 && _calls.Count > 0 ? null : _text.ToString())
        {
            ReasoningContent = _thinking.Length > 0 ? _thinking.ToString() : null,
            ToolCalls = _calls.Count > 0 ? _calls : null,
        };
        var choice = new CompletionChoice(0) { Message = message, FinishReason = _done?.FinishReason };
        return new Completion(_id, "chat.completion", _created, model, [choice])
        {
            Usage = Usage,
            Markers = _markers,
            Adherence = _adherence,
        };
    }

    private static ToolCall ToCall(ToolCallEvent call) => new()
    {
        Id = call.Id,
        Type = "function",
        Function = new ToolCallFunction(call.Name, JsonSerializer.Serialize(call.Arguments, Compact)),
    };

    private Completion Chunk(AssistantDelta delta, string? finishReason = null)
    {
        var first = _begun ? delta : delta with { Role = "assistant" };
        _begun = true;
        return new Completion(
            _id, "chat.completion.chunk", _created, model, [new CompletionChoice(0) { Delta = first, FinishReason = finishReason }]);
    }
}
