using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace TreasureMarkers.SemanticKernel;

/// <summary>Offers a kernel's functions to a model as <see cref="KernelToolNames"/> has them.</summary>
/// <param name="innerClient">A marker model.</param>
internal sealed class KernelToolChatClient(IChatClient innerClient) : DelegatingChatClient(innerClient)
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var names = new KernelToolNames(options?.Tools);
        var response = await base.GetResponseAsync(names.ForModel(messages), names.ForModel(options), cancellationToken);
        foreach (var message in response.Messages)
        {
            message.Contents = names.ForKernel(message.Contents);
        }

        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var names = new KernelToolNames(options?.Tools);
        await foreach (var update in base.GetStreamingResponseAsync(names.ForModel(messages), names.ForModel(options), cancellationToken))
        {
            update.Contents = names.ForKernel(update.Contents);
            yield return update;
        }
    }
}
