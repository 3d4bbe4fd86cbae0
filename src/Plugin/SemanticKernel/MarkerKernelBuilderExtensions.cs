using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using TreasureMarkers.Inference;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.SemanticKernel;

/// <summary>Registers a marker model with a kernel.</summary>
public static class MarkerKernelBuilderExtensions
{
    /// <summary>Adds the model of a folder: <c>builder.AddTreasureMarkersChatCompletion(options => options.ModelFolder = "models/default")</c>.</summary>
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
}
