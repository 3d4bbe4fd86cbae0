using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TreasureMarkers.Inference;

namespace TreasureMarkers.Plugin;

/// <summary>Registers the marker model with a service collection.</summary>
public static class MarkerServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="MarkerChatClient"/> as a singleton, under its own type and as <see cref="IChatClient"/>. Options are
    /// validated when a host starts; the model is loaded when the client is first resolved.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="configure">Sets the options; null where configuration binds them.</param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddMarkerChatClient(this IServiceCollection services, Action<MarkerModelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<MarkerModelOptions>().ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(provider => MarkerChatClient.Load(
            provider.GetRequiredService<IOptions<MarkerModelOptions>>().Value,
            provider.GetService<ILoggerFactory>()?.CreateLogger<MarkerChatClient>()));
        services.TryAddSingleton<IChatClient>(provider => provider.GetRequiredService<MarkerChatClient>());
        return services;
    }
}
