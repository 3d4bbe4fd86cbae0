using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Plugin.Functions;

/// <summary>
/// The functions by which a model controls a conversation's markers. They answer <c>{"markers":{…}}</c> as training shows it,
/// or, to arguments that are not allowed, <c>{"error":…,"allowed":[…]}</c>, by which the model can correct itself.
/// </summary>
public static class MarkerFunctions
{
    /// <summary>The functions, named and described by <see cref="MarkerFunctionDefinitions"/>.</summary>
    /// <param name="state">The conversation's markers.</param>
    /// <param name="client">A marker model that infers markers for suggestions; without it none are offered.</param>
    public static IReadOnlyList<AIFunction> Create(MarkerState state, IChatClient? client = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        return
        [
            .. MarkerFunctionDefinitions.For(state.Taxonomy)
                .Where(definition => client is not null || definition.Name != MarkerFunctionDefinitions.Suggest)
                .Select(definition => new MarkerFunction(definition, Action(definition.Name, state, client))),
        ];
    }

    private static Func<AIFunctionArguments, CancellationToken, Task<JsonElement>> Action(string name, MarkerState state, IChatClient? client) => name switch
    {
        MarkerFunctionDefinitions.List => (arguments, _) => Task.FromResult(List(arguments, state.Taxonomy)),
        MarkerFunctionDefinitions.Get => (arguments, _) => Task.FromResult(Get(arguments, state)),
        MarkerFunctionDefinitions.Set => (arguments, _) => Task.FromResult(MarkerFunctionResult.Markers(state.Set(MarkerArguments.Values(arguments)))),
        MarkerFunctionDefinitions.Clear => (arguments, _) => Task.FromResult(MarkerFunctionResult.Markers(state.Clear(MarkerArguments.Names(arguments, "categories")))),
        _ => async (arguments, cancellationToken) => MarkerFunctionResult.Markers(
            await SuggestAsync(client!, state.Taxonomy, MarkerArguments.Text(arguments, "text"), cancellationToken)),
    };

    private static JsonElement List(AIFunctionArguments arguments, MarkerTaxonomy taxonomy)
    {
        MarkerArguments.AllowOnly(arguments);
        return MarkerFunctionResult.Categories(taxonomy);
    }

    private static JsonElement Get(AIFunctionArguments arguments, MarkerState state)
    {
        MarkerArguments.AllowOnly(arguments);
        return MarkerFunctionResult.Markers(state.Snapshot());
    }

    /// <summary>An answer of one token is enough: its markers come before it.</summary>
    private static async Task<IEnumerable<KeyValuePair<string, string>>> SuggestAsync(
        IChatClient client, MarkerTaxonomy taxonomy, string text, CancellationToken cancellationToken)
    {
        var response = await client.GetResponseAsync(text, new ChatOptions { MaxOutputTokens = 1 }, cancellationToken);
        var inferred = response.GetMarkers()?.Inferred
            ?? throw new MarkerException("The model infers no markers: suggestions need a marker model.", category: null, [.. taxonomy.Categories.Select(c => c.Name)]);
        return inferred.Select(marker => KeyValuePair.Create(marker.Key, marker.Value.Value));
    }
}
