using System.Text;
using Microsoft.Extensions.AI;
using TreasureMarkers.Inference;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Plugin;

/// <summary>Turns one generation's events into the updates of one message.</summary>
/// <param name="model">The model's name.</param>
internal sealed class UpdateBuilder(string model)
{
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly DateTimeOffset _created = DateTimeOffset.UtcNow;
    private readonly StringBuilder _text = new();
    private MarkerContent? _markers;

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
                _markers = chosen.Markers;
                update.Contents = [chosen.Markers];
                update.AdditionalProperties = new() { [ChatOptionsMarkerExtensions.MarkersKey] = chosen.Markers.All };
                break;
            case GenerationEvent.Text text:
                _text.Append(text.Delta);
                update.Contents = [new TextContent(text.Delta)];
                break;
            case GenerationEvent.Call call:
                update.Contents = [call.Content];
                break;
            case GenerationEvent.Finished end:
                update.FinishReason = end.Reason;
                update.Contents =
                [
                    new AdherenceContent(end.Reason == ChatFinishReason.ToolCalls ? [] : AdherenceMeasure.Measure(_markers!.All, _text.ToString())),
                    new UsageContent(end.Usage),
                    new TimingsContent(end.Timings),
                ];
                break;
        }

        return update;
    }
}
