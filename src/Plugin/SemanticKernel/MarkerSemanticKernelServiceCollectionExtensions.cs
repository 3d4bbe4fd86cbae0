using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel.ChatCompletion;
using TreasureMarkers.Inference;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.SemanticKernel;

/// <summary>Registers a marker model as a chat completion service.</summary>
public static class MarkerSemanticKernelServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="MarkerChatCompletionService"/> over the collection's one <see cref="MarkerChatClient"/>, which is added
    /// too. The model is loaded when the service is first resolved; wrong options are refused then, or when a host starts.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="configure">Sets the model's options; null where configuration binds them.</param>
    /// <param name="serviceId">The key by which settings choose this service; none by default.</param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddTreasureMarkersChatCompletion(
        this IServiceCollection services, Action<MarkerModelOptions>? configure = null, string? serviceId = null) =>
        services.AddMarkerChatClient(configure).Add(serviceId, provider => provider.GetRequiredService<MarkerChatClient>());

    /// <summary>Adds <see cref="MarkerChatCompletionService"/> over a client of the caller's: another model, or a pipeline with a conversation's markers.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="client">A <see cref="MarkerChatClient"/> or a pipeline around one; the caller disposes it.</param>
    /// <param name="serviceId">The key by which settings choose this service; none by default.</param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddTreasureMarkersChatCompletion(this IServiceCollection services, IChatClient client, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(client);
        return services.Add(serviceId, _ => client);
    }

    private static IServiceCollection Add(this IServiceCollection services, string? serviceId, Func<IServiceProvider, IChatClient> client) =>
        services.AddKeyedSingleton<IChatCompletionService>(serviceId, (provider, _) => new MarkerChatCompletionService(client(provider), provider));
}
