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
        return builder.Use(inner => offerFunctions ? WithFunctions(inner, state) : new MarkerStateChatClient(inner, state));
    }

    private static FunctionInvokingChatClient WithFunctions(IChatClient inner, MarkerState state)
    {
        var functions = MarkerFunctions.Create(state, inner);
        return new FunctionInvokingChatClient(new MarkerStateChatClient(inner, state, functions)) { AdditionalTools = [.. functions] };
    }
}
