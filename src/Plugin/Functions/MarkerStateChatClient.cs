using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace TreasureMarkers.Plugin.Functions;

/// <summary>Adds a conversation's markers to a chat pipeline.</summary>
public static class MarkerStateChatClientBuilderExtensions
{
    /// <summary>Writes the answers of the clients after this step under the markers of a conversation.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="state">The conversation's markers.</param>
    /// <param name="offerFunctions">
    /// Whether the model may change them by <see cref="MarkerFunctions"/>: these are offered and the calls are carried out,
    /// together with those of the request's own functions, until the model answers.
    /// </param>
    /// <returns>The same pipeline.</returns>
    public static ChatClientBuilder UseMarkerState(this ChatClientBuilder builder, MarkerState state, bool offerFunctions = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(state);
        return builder.Use(IChatClient (inner) =>
        {
            var functions = offerFunctions ? MarkerFunctions.Create(state, inner) : [];
            var client = new MarkerStateChatClient(inner, state, functions);
            return offerFunctions ? new FunctionInvokingChatClient(client) { AdditionalTools = [.. functions] } : client;
        });
    }
}

/// <summary>
/// Writes each answer under a conversation's markers. The state is read at every call, so that inside a
/// <see cref="FunctionInvokingChatClient"/> a marker that the model sets by a function holds for its next round.
/// </summary>
/// <param name="innerClient">A marker model, or a pipeline around one.</param>
/// <param name="state">The conversation's markers; a request's own win over them, category by category.</param>
/// <param name="functions">Functions to offer beside the request's own; a request's own of the same name stays.</param>
internal sealed class MarkerStateChatClient(IChatClient innerClient, MarkerState state, IReadOnlyList<AIFunction> functions)
    : DelegatingChatClient(innerClient)
{
    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, Apply(options), cancellationToken);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in base.GetStreamingResponseAsync(messages, Apply(options), cancellationToken))
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType == typeof(MarkerState) ? state : base.GetService(serviceType, serviceKey);
    }

    private ChatOptions Apply(ChatOptions? options)
    {
        var applied = options?.Clone() ?? new ChatOptions();
        var markers = state.Snapshot().Merge(MarkerRequest.ReadMarkers(state.Taxonomy, applied));
        if (markers.Count > 0)
        {
            applied.WithMarkers(markers);
        }

        if (functions.Count > 0)
        {
            var own = applied.Tools ?? [];
            applied.Tools = [.. own, .. functions.Where(function => !own.Any(tool => tool.Name == function.Name))];
        }

        return applied;
    }
}
