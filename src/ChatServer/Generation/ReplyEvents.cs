using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.Inference;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Generation;

/// <summary>Turns the model's updates into events, and collects what the last event carries.</summary>
internal sealed class ReplyEvents
{
    private ChatFinishReason _finishReason = ChatFinishReason.Stop;
    private UsageDetails? _usage;
    private GenerationTimings? _timings;
    private TimeSpan? _firstText;
    private bool _called;

    /// <summary>The events of one update, in order.</summary>
    /// <param name="update">The update.</param>
    /// <param name="elapsed">The time since the request was accepted.</param>
    public IEnumerable<ChatEvent> Append(ChatResponseUpdate update, TimeSpan elapsed)
    {
        _finishReason = update.FinishReason ?? _finishReason;
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case MarkerContent markers:
                    yield return ToEvent(markers);
                    break;
                case TextContent { Text.Length: > 0 } text:
                    _firstText ??= elapsed;
                    yield return new TextEvent(text.Text);
                    break;
                case TextReasoningContent { Text.Length: > 0 } thinking:
                    yield return new ThinkingEvent(thinking.Text);
                    break;
                case FunctionCallContent call:
                    _called = true;
                    yield return ToEvent(call);
                    break;
                case AdherenceContent adherence:
                    yield return ToEvent(adherence);
                    break;
                case UsageContent usage:
                    _usage = usage.Details;
                    break;
                case TimingsContent timings:
                    _timings = timings.Timings;
                    break;
            }
        }
    }

    /// <summary>The last event.</summary>
    /// <param name="elapsed">The time since the request was accepted.</param>
    public DoneEvent Done(TimeSpan elapsed) => new(
        (_called && _finishReason == ChatFinishReason.Stop ? ChatFinishReason.ToolCalls : _finishReason).Value,
        new Usage(_usage?.InputTokenCount ?? 0, _usage?.OutputTokenCount ?? 0, _usage?.CachedInputTokenCount ?? 0),
        new Timings(
            Milliseconds(_timings?.Queued),
            Milliseconds(_timings?.Prefill),
            Milliseconds(_timings?.Markers),
            Milliseconds(_timings?.Decode),
            _firstText is { } first ? Milliseconds(first) : null,
            Milliseconds(elapsed),
            Math.Round(_timings?.DecodeTokensPerSecond ?? 0, 1)));

    private static MarkersEvent ToEvent(MarkerContent markers) => new(
        new Dictionary<string, string>(markers.Given),
        markers.Inferred.ToDictionary(m => m.Key, m => InferredValue.From(m.Value)));

    private static ToolCallEvent ToEvent(FunctionCallContent call) =>
        new(call.Name, JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>())) { Id = call.CallId };

    private static AdherenceEvent ToEvent(AdherenceContent content) => new(
        content.Adherence.ToDictionary(a => a.Category, a => new AdherenceResult(a.Asked, a.Measured, a.Met)));

    private static double Milliseconds(TimeSpan? time) => Math.Round(time?.TotalMilliseconds ?? 0, 1);
}
