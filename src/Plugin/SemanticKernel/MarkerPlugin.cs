using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using TreasureMarkers.Plugin.Functions;

namespace TreasureMarkers.SemanticKernel;

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
            name, "Sets and reads the markers that answers are written under.", MarkerFunctions.Create(state, client).Select(function => function.AsKernelFunction()));
}
