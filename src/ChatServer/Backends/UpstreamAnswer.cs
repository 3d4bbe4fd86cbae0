using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.OpenAI;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Backends;

/// <summary>
/// Turns an engine's chunks into updates. The markers come in a member of their own from one of these servers, and lead the text
/// from an engine that knows nothing of them; what is not told (adherence) is measured here.
/// </summary>
/// <param name="taxonomy">The markers that the model knows.</param>
/// <param name="given">Those that the caller set.</param>
/// <param name="model">The model's name.</param>
internal sealed class UpstreamAnswer(MarkerTaxonomy taxonomy, MarkerSet given, string model)
{
    private readonly MarkerStreamParser _parser = new(taxonomy);
    private readonly StringBuilder _text = new();
    private readonly UpstreamToolCalls _calls = new();
    private MarkerContent? _markers;
    private IReadOnlyList<MarkerAdherence>? _adherence;
    private UsageDetails? _usage;
    private ChatFinishReason? _finish;
    private bool _afterList;

    /// <summary>Whether the engine has told why it stopped.</summary>
    public bool IsFinished => _finish is not null;

    /// <summary>What a chunk adds.</summary>
    public IEnumerable<ChatResponseUpdate> Append(JsonElement chunk)
    {
        if (chunk.Member("markers") is { } markers && _markers is null)
        {
            yield return Begin(UpstreamMembers.Inferred(markers, given));
        }

        _adherence = chunk.Member("adherence") is { } adherence ? UpstreamMembers.Adherence(adherence) : _adherence;
        _usage = chunk.Member("usage") is { } usage ? UpstreamMembers.Usage(usage) : _usage;
        if (chunk.Member("choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0)
        {
            yield break;
        }

        JsonElement delta = choices[0].Member("delta") ?? default;
        _calls.Append(delta);
        _finish = choices[0].Member("finish_reason") is { ValueKind: JsonValueKind.String } reason && !string.IsNullOrWhiteSpace(reason.GetString())
            ? new ChatFinishReason(reason.GetString()!)
            : _finish;
        if (delta.Member("content") is { ValueKind: JsonValueKind.String } content)
        {
            foreach (ChatResponseUpdate update in AddText(content.GetString()!))
            {
                yield return update;
            }
        }
    }

    /// <summary>What remains at the end.</summary>
    public IEnumerable<ChatResponseUpdate> Complete()
    {
        foreach (ChatResponseUpdate update in Add(_parser.Complete()))
        {
            yield return update;
        }

        if (_markers is null)
        {
            yield return Begin([]);
        }

        FunctionCallContent[] calls = [.. _calls.Read()];
        foreach (FunctionCallContent call in calls)
        {
            yield return Update(call);
        }

        ChatResponseUpdate last = Update(new AdherenceContent(_adherence ?? Measure(calls)));
        if (_usage is not null)
        {
            last.Contents.Add(new UsageContent(_usage));
        }

        last.FinishReason = _finish;
        yield return last;
    }

    // As for a model of our own, an answer that calls functions is no text to measure.
    private IReadOnlyList<MarkerAdherence> Measure(FunctionCallContent[] calls) =>
        calls.Length > 0 ? [] : AdherenceMeasure.Measure(_markers!.All, _text.ToString());

    // A list is looked for only until one was told.
    private IEnumerable<ChatResponseUpdate> AddText(string text) =>
        Add(_markers is null ? _parser.Append(text) : text.Length > 0 ? [new TextPart(text)] : []);

    private IEnumerable<ChatResponseUpdate> Add(IReadOnlyList<MarkerStreamPart> parts)
    {
        foreach (MarkerStreamPart part in parts)
        {
            if (part is MarkersPart list)
            {
                _afterList = true;
                yield return Begin(list.Markers.Where(marker => !given.ContainsKey(marker.Key))
                    .ToDictionary(marker => marker.Key, marker => new InferredMarker(marker.Value, 0, [])));
            }
            else if (part is TextPart { Text: var text })
            {
                if (_markers is null)
                {
                    yield return Begin([]);
                }

                // One space stands between the list and the text.
                string piece = _afterList && text[0] == ' ' ? text[1..] : text;
                _afterList = false;
                if (piece.Length > 0)
                {
                    _text.Append(piece);
                    yield return Update(new TextContent(piece));
                }
            }
        }
    }

    private ChatResponseUpdate Begin(Dictionary<string, InferredMarker> inferred)
    {
        _markers = new MarkerContent(given, inferred);
        return Update(_markers);
    }

    private ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content]) { ModelId = model };
}
