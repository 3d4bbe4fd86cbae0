using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using TreasureMarkers.Inference;
using TreasureMarkers.Plugin;
using TreasureMarkers.Plugin.Functions;

namespace TreasureMarkers.SemanticKernel;

/// <summary>Registers a marker model as a chat completion service, with a kernel or with a service collection.</summary>
public static class MarkerKernelExtensions
{
    /// <summary>
    /// Adds the model of a folder: <c>builder.AddTreasureMarkersChatCompletion(options => options.ModelFolder = "models/default")</c>.
    /// </summary>
    /// <param name="builder">The kernel's builder.</param>
    /// <param name="configure">Sets the model's options; null where configuration binds them.</param>
    /// <param name="serviceId">The key by which settings choose this service; none by default.</param>
    /// <returns>The same builder.</returns>
    public static IKernelBuilder AddTreasureMarkersChatCompletion(
        this IKernelBuilder builder, Action<MarkerModelOptions>? configure = null, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddTreasureMarkersChatCompletion(configure, serviceId);
        return builder;
    }

    /// <summary>Adds a client of the caller's: another model, or a pipeline with a conversation's markers.</summary>
    /// <param name="builder">The kernel's builder.</param>
    /// <param name="client">A <see cref="MarkerChatClient"/> or a pipeline around one; the caller disposes it.</param>
    /// <param name="serviceId">The key by which settings choose this service; none by default.</param>
    /// <returns>The same builder.</returns>
    public static IKernelBuilder AddTreasureMarkersChatCompletion(this IKernelBuilder builder, IChatClient client, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddTreasureMarkersChatCompletion(client, serviceId);
        return builder;
    }

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

    /// <summary>
    /// Adds <see cref="MarkerChatCompletionService"/> over a client of the caller's: another model, or a pipeline with a conversation's
    /// markers.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="client">A <see cref="MarkerChatClient"/> or a pipeline around one; the caller disposes it.</param>
    /// <param name="serviceId">The key by which settings choose this service; none by default.</param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddTreasureMarkersChatCompletion(
        this IServiceCollection services, IChatClient client, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(client);
        return services.Add(serviceId, _ => client);
    }

    private static IServiceCollection Add(
        this IServiceCollection services, string? serviceId, Func<IServiceProvider, IChatClient> client) =>
        services.AddKeyedSingleton<IChatCompletionService>(
            serviceId, (provider, _) => new MarkerChatCompletionService(client(provider), provider));
}

/// <summary>The marker functions as a Semantic Kernel plugin.</summary>
public static class MarkerPlugin
{
    /// <summary>The plugin's name where none is given.</summary>
    public const string DefaultName = "markers";

    /// <summary>
    /// Makes the plugin: <c>kernel.Plugins.Add(MarkerPlugin.Create(state))</c>. Answers are written under the state where the
    /// service's client was built with <see cref="MarkerStateChatClientBuilderExtensions.UseMarkerState"/>.
    /// </summary>
    /// <param name="state">The conversation's markers.</param>
    /// <param name="client">A marker model that infers markers for suggestions; without it none are offered.</param>
    /// <param name="name">The plugin's name: ASCII letters, digits and underscores.</param>
    public static KernelPlugin Create(MarkerState state, IChatClient? client = null, string name = DefaultName) =>
        KernelPluginFactory.CreateFromFunctions(
            name,
            "Sets and reads the markers that answers are written under.",
            MarkerFunctions.Create(state, client).Select(function => function.AsKernelFunction()));
}
