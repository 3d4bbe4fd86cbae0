using System.ClientModel;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Plugin;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace TreasureMarkers.ChatServer.Engines;

/// <summary>
/// Puts markers over OpenAI's client: into the request's body or the prompt, and from the answer's body or text. It always streams,
/// so that a caller who leaves stops the engine.
/// </summary>
/// <param name="inner">OpenAI's client.</param>
/// <param name="options">The engine.</param>
/// <param name="taxonomy">The markers that its model knows.</param>
/// <param name="logger">Logs what the engine's errors say.</param>
internal sealed class MarkerEngineClient(IChatClient inner, OpenAIEngineOptions options, MarkerTaxonomy taxonomy, ILogger logger)
    : DelegatingChatClient(inner)
{
    private readonly EngineErrors _errors = new(options, logger);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The request asks for something that the engine cannot do.</exception>
    /// <exception cref="RequestException">The engine refused the request, cannot be reached or broke off.</exception>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? chatOptions = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        MarkerSet given = MarkerRequest.ReadMarkers(taxonomy, chatOptions);
        var answer = new EngineAnswer(taxonomy, given, options.Model);
        ChatOptions asked = Prepare(chatOptions ?? new ChatOptions(), given);
        var sent = options.MarkersInPrompt ? AddMarkers([.. messages], given) : messages;
        await using var updates = base.GetStreamingResponseAsync(sent, asked, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(updates, cancellationToken) is { } next)
        {
            if (Member(next, "error"u8) is { } error)
            {
                throw _errors.Read(error);
            }

            foreach (ChatResponseUpdate update in answer.Append(next, Member(next, "markers"u8), Member(next, "adherence"u8)))
            {
                yield return update;
            }
        }

        foreach (ChatResponseUpdate update in answer.IsFinished ? answer.Complete() : throw _errors.Broken(null))
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? chatOptions = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, chatOptions, cancellationToken).ToChatResponseAsync(cancellationToken);

    // The members of the body that OpenAI's client does not know. Engines know max_tokens; not all know its successor.
    private ChatOptions Prepare(ChatOptions chatOptions, MarkerSet given)
    {
        IReadOnlyList<string> enforce = MarkerRequest.ReadEnforced(taxonomy, chatOptions);
        if (options.MarkersInPrompt && enforce.Count > 0)
        {
            throw new NotSupportedException(
                "The engine behind this server cannot enforce markers: leave 'enforce' out. The markers themselves work.");
        }

        ChatOptions asked = chatOptions.Clone();
        asked.AdditionalProperties = null;
        asked.MaxOutputTokens = null;
        asked.TopK = null;
        asked.RawRepresentationFactory = _ =>
        {
            var body = new ChatCompletionOptions();
            Set(body, "$.max_tokens"u8, chatOptions.MaxOutputTokens);
            Set(body, "$.top_k"u8, chatOptions.TopK);
            Set(body, "$.enforce"u8, enforce.Count > 0 ? enforce : null);
            Set(body, "$.markers"u8, given.Count > 0 && !options.MarkersInPrompt ? new Dictionary<string, string>(given) : null);
            return body;
        };
        return asked;
    }

    private static void Set(ChatCompletionOptions body, ReadOnlySpan<byte> path, object? value)
    {
        if (value is not null)
        {
            body.Patch.Set(path, BinaryData.FromObjectAsJson(value));
        }
    }

    // The marker list stands at the end of the last user message.
    private static ChatMessage[] AddMarkers(ChatMessage[] messages, MarkerSet markers)
    {
        int carrier = markers.Count == 0 ? -1 : Array.FindLastIndex(messages, message => message.Role == ChatRole.User);
        if (carrier >= 0)
        {
            messages[carrier] = new ChatMessage(ChatRole.User, messages[carrier].Text + " " + MarkerTemplate.Render(markers));
        }

        return messages;
    }

    // A member of a chunk that OpenAI's client does not know; null if there is none.
    private JsonElement? Member(ChatResponseUpdate update, ReadOnlySpan<byte> name)
    {
        if (update.RawRepresentation is not StreamingChatCompletionUpdate chunk
            || !chunk.Patch.TryGetJson([.. "$."u8, .. name], out ReadOnlyMemory<byte> json)
            || json.IsEmpty)
        {
            return null;
        }

        var element = JsonElement.Parse(json.Span);
        return !RequestJson.IsUnicode(json.Span) ? throw _errors.Broken(null)
            : element.ValueKind is JsonValueKind.Null ? null
            : element;
    }

    // The next update; null at the stream's end. Whatever the client throws at what an engine sends means that it broke off.
    private async Task<ChatResponseUpdate?> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync() ? updates.Current : null;
        }
        catch (ClientResultException e) when (e.GetRawResponse() is { } response)
        {
            throw _errors.Read(response);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw _errors.Broken(e);
        }
    }
}

/// <summary>
/// Turns an engine's updates into those of a marker model. The markers come in a member of their own from one of these servers,
/// and lead the text from an engine that knows nothing of them. Adherence that is not told is measured here.
/// </summary>
/// <param name="taxonomy">The markers that the model knows.</param>
/// <param name="given">The markers that the caller set.</param>
/// <param name="model">The model's name.</param>
internal sealed class EngineAnswer(MarkerTaxonomy taxonomy, MarkerSet given, string model)
{
    private readonly MarkerStreamParser _parser = new(taxonomy);
    private readonly StringBuilder _text = new();
    private readonly List<FunctionCallContent> _calls = [];
    private MarkerContent? _markers;
    private IReadOnlyList<MarkerAdherence>? _adherence;
    private UsageContent? _usage;
    private ChatFinishReason? _finish;
    private bool _afterList;

    /// <summary>Whether the engine has told why it stopped.</summary>
    public bool IsFinished => _finish is not null;

    /// <summary>The updates that an update of the engine becomes.</summary>
    /// <param name="update">The engine's update.</param>
    /// <param name="markers">Its member <c>markers</c>.</param>
    /// <param name="adherence">Its member <c>adherence</c>.</param>
    public IEnumerable<ChatResponseUpdate> Append(ChatResponseUpdate update, JsonElement? markers, JsonElement? adherence)
    {
        if (markers is not null && _markers is null)
        {
            yield return Begin(ReadInferred(markers.Value));
        }

        _adherence = adherence is null ? _adherence : ReadAdherence(adherence.Value);
        _finish = update.FinishReason ?? _finish;
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextContent { Text: var text }:
                    // A list is looked for only until one was told.
                    foreach (ChatResponseUpdate next in Add(_markers is null ? _parser.Append(text) : [new TextPart(text)]))
                    {
                        yield return next;
                    }

                    break;
                case FunctionCallContent call:
                    _calls.Add(call);
                    break;
                case UsageContent usage:
                    _usage = usage;
                    break;
            }
        }
    }

    /// <summary>The updates that remain at the end: calls, adherence and usage.</summary>
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

        foreach (FunctionCallContent call in _calls)
        {
            yield return Update(call);
        }

        // As for a model in this process, an answer that calls functions is no text to measure.
        ChatResponseUpdate last = Update(new AdherenceContent(
            _adherence ?? (_calls.Count > 0 ? [] : AdherenceMeasure.Measure(_markers!.All, _text.ToString()))));
        if (_usage is not null)
        {
            last.Contents.Add(_usage);
        }

        last.FinishReason = _finish;
        yield return last;
    }

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
            else if (part is TextPart { Text: { Length: > 0 } text })
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

    // The members that one of these servers adds to OpenAI's. What this server does not know is left out.
    private Dictionary<string, InferredMarker> ReadInferred(JsonElement markers)
    {
        var inferred = new Dictionary<string, InferredMarker>();
        foreach (JsonProperty marker in Properties(Member(markers, "inferred")))
        {
            if (!given.ContainsKey(marker.Name) && ReadValue(marker) is { } value)
            {
                inferred[marker.Name] = new InferredMarker(
                    value, Number(marker.Value, "probability") ?? 0, [.. ReadCandidates(Member(marker.Value, "top"))])
                {
                    Interval = Member(marker.Value, "interval") is { } interval
                        && Text(interval, "low") is { } low && Text(interval, "high") is { } high ? new MarkerInterval(low, high) : null,
                };
            }
        }

        return inferred;
    }

    private string? ReadValue(JsonProperty marker)
    {
        try
        {
            return Text(marker.Value, "value") is { } value && taxonomy.TryGetCategory(marker.Name, out var category)
                ? category.Normalize(value)
                : null;
        }
        catch (MarkerException)
        {
            return null;
        }
    }

    private static IEnumerable<MarkerCandidate> ReadCandidates(JsonElement? top) =>
        top is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(c => new MarkerCandidate(Text(c, "value") ?? "", Number(c, "probability") ?? 0))
            : [];

    private static MarkerAdherence[] ReadAdherence(JsonElement adherence) =>
    [
        .. Properties(adherence).Select(result => new MarkerAdherence(
            result.Name,
            Text(result.Value, "asked") ?? "",
            Text(result.Value, "measured"),
            Member(result.Value, "met") is { ValueKind: JsonValueKind.True })),
    ];

    private static JsonElement.ObjectEnumerator Properties(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : default;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double value) ? value : null;

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;
}
