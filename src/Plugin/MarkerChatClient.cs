using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using TreasureMarkers.Inference;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

namespace TreasureMarkers.Plugin;

/// <summary>
/// A marker model as a chat client. Thread-safe: requests share the model's forward passes, as many at a time as there are slots,
/// the others in the order they came. What a request has in common with an earlier one at its beginning is not read again.
/// <para>
/// Markers are set by <see cref="ChatOptionsMarkerExtensions.WithMarkers(ChatOptions, IEnumerable{KeyValuePair{string, string}})"/>;
/// the model chooses the others. The first update carries <see cref="MarkerContent"/>, and the last <see cref="AdherenceContent"/>,
/// <see cref="UsageContent"/> (its output tokens are the text's; the list's are in the additional count
/// <see cref="MarkerTokensCount"/>) and <see cref="TimingsContent"/>. <see cref="ChatOptions.MaxOutputTokens"/> bounds the text.
/// Where a request does not say how to sample, the model folder's genai_config.json does; <c>repetition_penalty</c> may stand in
/// <see cref="ChatOptions.AdditionalProperties"/>.
/// </para>
/// <para>
/// No conversation is kept for the caller, who sends its messages each time: <see cref="ChatOptions.ConversationId"/> is not read
/// and <see cref="ChatResponse.ConversationId"/> not set, which tells callers that they hold the history. A conversation that
/// leaves no room for an answer in the context is refused whole; who wants it cut puts a chat reducer before this client.
/// </para>
/// </summary>
public sealed class MarkerChatClient : IChatClient
{
    /// <summary>Key in <see cref="UsageDetails.AdditionalCounts"/> of the tokens of the answer's marker list.</summary>
    public const string MarkerTokensCount = "marker_tokens";

    private readonly TextGenerator _generator;
    private readonly RequestReader _requests;
    private readonly ChatClientMetadata _metadata;

    private MarkerChatClient(TextGenerator generator)
    {
        _generator = generator;
        _requests = new RequestReader(generator);
        _metadata = new ChatClientMetadata(PluginTelemetry.Provider, providerUri: null, Model.Name);
    }

    /// <summary>The model's taxonomy.</summary>
    public MarkerTaxonomy Taxonomy => _generator.Taxonomy;

    /// <summary>What is known of the model.</summary>
    public MarkerModelInfo Model => _generator.Model;

    /// <summary>Requests that the model is working for at this moment, at most <see cref="MarkerModelOptions.Slots"/>.</summary>
    public int RunningRequests => _generator.RunningRequests;

    /// <summary>Requests waiting for a slot.</summary>
    public int QueuedRequests => _generator.QueuedRequests;

    /// <summary>Loads a model folder and runs one token through it; takes from a tenth of a second to seconds.</summary>
    /// <param name="options">Where the model is and how to run it.</param>
    /// <param name="logger">Told of loading, failures and fall-backs; none by default.</param>
    /// <exception cref="ModelException">A file is missing or corrupt, or the runtime's libraries are missing.</exception>
    public static MarkerChatClient Load(MarkerModelOptions options, ILogger? logger = null) => new(TextGenerator.Load(options, logger));

    /// <summary>
    /// Answers; the same answer, given the same seed or temperature 0, as <see cref="GetStreamingResponseAsync"/> streams.
    /// </summary>
    /// <inheritdoc cref="GetStreamingResponseAsync" path="/*[not(self::summary)]" />
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        // Aggregation gives an update's properties to the message; the response is where callers look.
        (response.AdditionalProperties ??= [])[ChatOptionsMarkerExtensions.MarkersKey] = response.GetMarkers()!.All;
        return response;
    }

    /// <summary>Answers piece by piece: markers, then thinking (<see cref="TextReasoningContent"/>) of models that think, then text, then
    /// adherence, usage and timings.</summary>
    /// <param name="messages">Messages of text, function calls and their results; the last is the user's or a result.</param>
    /// <param name="options">Sampling, limits, markers and enforcement.</param>
    /// <param name="cancellationToken">Ends the generation, within its current layer, or the wait for the model.</param>
    /// <exception cref="MarkerException">
    /// A marker, value or category to enforce is not allowed; thrown when enumerated, as all are.
    /// </exception>
    /// <exception cref="PromptTooLongException">The conversation leaves no room for an answer in the context.</exception>
    /// <exception cref="QueueFullException">Too many requests wait for the model.</exception>
    /// <exception cref="OutputLimitException">The answer may not be long enough for its format or its call.</exception>
    /// <exception cref="ArgumentException">The messages or an option cannot be used.</exception>
    /// <exception cref="NotSupportedException">
    /// Tools for a model that was trained without, a JSON schema beyond what can be kept, or a content that is neither text nor a
    /// call.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The client is or was disposed meanwhile.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var recording = new RequestRecording(Model.Name);
        var request = recording.Read(() => _requests.Read(messages, options));
        var updates = new UpdateBuilder(Model.Name);
        await using var events = _generator.GenerateAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await recording.WatchAsync(events.MoveNextAsync()))
        {
            recording.Note(events.Current);
            yield return updates.Build(events.Current);
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(MarkerTaxonomy) ? Taxonomy
            : serviceType == typeof(MarkerModelInfo) ? Model
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Ends the running generations, refuses the waiting ones, and frees the model.</summary>
    public void Dispose() => _generator.Dispose();
}
