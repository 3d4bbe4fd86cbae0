using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Plugin;

/// <summary>A marker model as a chat client. Thread-safe: requests take turns in the order they came.</summary>
public sealed class MarkerChatClient : IChatClient
{
    private readonly int _requests;

    private MarkerChatClient(int requests) => _requests = requests;

    /// <summary>The model's taxonomy.</summary>
    public MarkerTaxonomy Taxonomy => throw new NotSupportedException("The model is not wired in yet.");

    /// <summary>What is known of the model.</summary>
    public MarkerModelInfo Model => throw new NotSupportedException("The model is not wired in yet.");

    /// <summary>Requests that the model is working for at this moment: 0 or 1.</summary>
    public int RunningRequests => _requests;

    /// <summary>Requests waiting for the model.</summary>
    public int QueuedRequests => _requests;

    /// <summary>Loads the model folder; takes from a tenth of a second to seconds.</summary>
    /// <param name="options">Where the model is and how to run it.</param>
    /// <param name="logger">Told of loading, refusals and fall-backs; none by default.</param>
    /// <exception cref="MarkerModelException">A file is missing or corrupt, or the runtime's libraries are missing.</exception>
    public static MarkerChatClient Load(MarkerModelOptions options, ILogger? logger = null) => throw new NotSupportedException("The model is not wired in yet.");

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The model is not wired in yet.");

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null) => throw new NotSupportedException("The model is not wired in yet.");

    /// <summary>Ends the running generation, refuses the waiting ones, and frees the model once both are done.</summary>
    public void Dispose()
    {
    }
}
