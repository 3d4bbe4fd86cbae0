using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using TreasureMarkers.Inference;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.SemanticKernel;

/// <summary>Copies what Semantic Kernel's adapter has no content for to the properties that it makes metadata of.</summary>
/// <param name="innerClient">A marker model.</param>
internal sealed class MetadataChatClient(IChatClient innerClient) : DelegatingChatClient(innerClient)
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        foreach (var message in response.Messages)
        {
            message.AdditionalProperties = Copy(message.Contents, response.FinishReason, message.AdditionalProperties);
        }

        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            update.AdditionalProperties = Copy(update.Contents, update.FinishReason, update.AdditionalProperties);
            yield return update;
        }
    }

    private static AdditionalPropertiesDictionary? Copy(IEnumerable<AIContent> contents, ChatFinishReason? finish, AdditionalPropertiesDictionary? properties)
    {
        foreach (var (key, value) in contents.SelectMany(Entries).Append((MarkerMetadata.FinishReason, finish?.Value)))
        {
            if (value is not null)
            {
                (properties ??= [])[key] = value;
            }
        }

        return properties;
    }

    private static IEnumerable<(string Key, object? Value)> Entries(AIContent content) => content switch
    {
        MarkerContent markers => [(MarkerMetadata.Markers, markers.All), (MarkerMetadata.InferredMarkers, markers.Inferred)],
        AdherenceContent adherence => [(MarkerMetadata.Adherence, adherence.Adherence)],
        TimingsContent timings => [(MarkerMetadata.Timings, timings.Timings)],
        _ => [],
    };
}
