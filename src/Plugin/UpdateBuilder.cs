using System.Text;
using Microsoft.Extensions.AI;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Plugin;

/// <summary>Turns one generation's events into the updates of one message.</summary>
/// <param name="model">The model's name.</param>
internal sealed class UpdateBuilder(string model)
{
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly DateTimeOffset _created = DateTimeOffset.UtcNow;
    private readonly StringBuilder _text = new();
    private MarkerSet? _markers;

    /// <summary>The update for the next event.</summary>
    public ChatResponseUpdate Build(GenerationEvent next)
    {
        var update = new ChatResponseUpdate
        {
            ResponseId = _id,
            MessageId = _id,
            ModelId = model,
            CreatedAt = _created,
            Role = ChatRole.Assistant,
        };
        switch (next)
        {
            case GenerationEvent.MarkersChosen chosen:
                _markers = chosen.All;
                update.Contents = [new MarkerContent(chosen.Given, chosen.Inferred)];
                update.AdditionalProperties = new() { [ChatOptionsMarkerExtensions.MarkersKey] = chosen.All };
                break;
            case GenerationEvent.Text text:
                _text.Append(text.Delta);
                update.Contents = [new TextContent(text.Delta)];
                break;
            case GenerationEvent.Thinking thinking:
                update.Contents = [new TextReasoningContent(thinking.Delta)];
                break;
            case GenerationEvent.FunctionCall call:
                var arguments = call.Arguments.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value);
                update.Contents = [new FunctionCallContent($"call_{Guid.NewGuid():N}", call.Name, arguments)];
                break;
            case GenerationEvent.Finished end:
                update.FinishReason = ReasonOf(end.Reason);
                update.Contents =
                [
                    new AdherenceContent(
                        end.Reason == FinishReason.FunctionCalls ? [] : AdherenceMeasure.Measure(_markers!, _text.ToString())),
                    new UsageContent(UsageOf(end.Usage)),
                    new TimingsContent(end.Timings),
                ];
                break;
        }

        return update;
    }

    /// <summary>The reason in the words of chat clients.</summary>
    public static ChatFinishReason ReasonOf(FinishReason reason) => reason switch
    {
        FinishReason.Stop => ChatFinishReason.Stop,
        FinishReason.Length => ChatFinishReason.Length,
        _ => ChatFinishReason.ToolCalls,
    };

    private static UsageDetails UsageOf(GenerationUsage usage) => new()
    {
        InputTokenCount = usage.PromptTokens,
        CachedInputTokenCount = usage.CachedTokens,
        OutputTokenCount = usage.OutputTokens,
        TotalTokenCount = usage.PromptTokens + usage.OutputTokens,
        AdditionalCounts = new() { [MarkerChatClient.MarkerTokensCount] = usage.MarkerTokens },
    };
}
