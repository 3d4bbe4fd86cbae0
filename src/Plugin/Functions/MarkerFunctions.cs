using System.Text.Json;
using System.Text.Json.Nodes;
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
    /// <summary>
    /// Makes the functions list_markers, get_markers, set_markers, clear_markers and suggest_markers, named and described as in training.
    /// </summary>
    /// <param name="state">The conversation's markers.</param>
    /// <param name="client">A marker model that infers markers for suggest_markers, which is left out without it.</param>
    public static IReadOnlyList<AIFunction> Create(MarkerState state, IChatClient? client = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        return
        [
            .. MarkerFunctionDefinitions.For(state.Taxonomy)
                .Where(definition => client is not null || definition.Name != MarkerFunctionDefinitions.Suggest)
                .Select(definition => new MarkerFunction(definition, state, client)),
        ];
    }

    private sealed class MarkerFunction(PromptTool definition, MarkerState state, IChatClient? client) : AIFunction
    {
        public override string Name => definition.Name;

        public override string Description => definition.Description;

        public override JsonElement JsonSchema => definition.Parameters;

        protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            JsonObject result;
            try
            {
                result = new JsonObject { ["markers"] = await CallAsync(arguments, cancellationToken) };
            }
            catch (MarkerException exception)
            {
                result = new JsonObject { ["error"] = exception.Message, ["allowed"] = Array(exception.Allowed) };
            }

            return JsonSerializer.SerializeToElement(result);
        }

        private static JsonObject Values(IEnumerable<KeyValuePair<string, string>> markers) =>
            new(markers.Select(marker => KeyValuePair.Create(marker.Key, (JsonNode?)marker.Value)));

        private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

        private async Task<JsonObject> CallAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
        {
            switch (Name)
            {
                case MarkerFunctionDefinitions.List:
                    MarkerArguments.AllowOnly(arguments);
                    return Categories();
                case MarkerFunctionDefinitions.Get:
                    MarkerArguments.AllowOnly(arguments);
                    return Values(state.Snapshot());
                case MarkerFunctionDefinitions.Set:
                    return Values(state.Set(MarkerArguments.Values(arguments)));
                case MarkerFunctionDefinitions.Clear:
                    return Values(state.Clear(MarkerArguments.Names(arguments, "categories")));
                default:
                    return Values(await SuggestAsync(client!, MarkerArguments.Text(arguments, "text"), cancellationToken));
            }
        }

        /// <summary>Each category with its values, or with the kind of number that it takes.</summary>
        private JsonObject Categories() =>
            new(state.Taxonomy.Categories.Select(category => KeyValuePair.Create(category.Name, (JsonNode?)(category.Kind switch
            {
                MarkerKind.Integer => "integer",
                MarkerKind.Float => "number",
                _ => Array(category.Values),
            }))));

        /// <summary>An answer of one token is enough: its markers come before it.</summary>
        private async Task<IEnumerable<KeyValuePair<string, string>>> SuggestAsync(
            IChatClient model, string text, CancellationToken cancellationToken)
        {
            var response = await model.GetResponseAsync(text, new ChatOptions { MaxOutputTokens = 1 }, cancellationToken);
            var inferred = response.GetMarkers()?.Inferred ?? throw new MarkerException(
                "The model infers no markers: suggestions need a marker model.",
                category: null,
                [.. state.Taxonomy.Categories.Select(category => category.Name)]);
            return inferred.Select(marker => KeyValuePair.Create(marker.Key, marker.Value.Value));
        }
    }
}

/// <summary>Reads a function's arguments, which a model wrote or a program gave.</summary>
internal static class MarkerArguments
{
    private const int MaxShown = 60;

    /// <summary>Values by category; null for those to remove.</summary>
    /// <exception cref="MarkerException">A value is an object or a list.</exception>
    public static IEnumerable<KeyValuePair<string, string?>> Values(AIFunctionArguments arguments) => arguments.Select(argument =>
    {
        var value = Element(argument.Value);
        return KeyValuePair.Create(argument.Key, value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => throw new MarkerException($"Marker '{Shorten(argument.Key)}' is {Shown(value)}. Allowed: one value.", argument.Key, []),
        });
    });

    /// <summary>A list of names; none when the argument is absent.</summary>
    /// <exception cref="MarkerException">The argument is no list of texts, or there is another argument.</exception>
    public static IReadOnlyList<string> Names(AIFunctionArguments arguments, string name)
    {
        AllowOnly(arguments, name);
        var value = Element(arguments.GetValueOrDefault(name));
        return value.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                [.. value.EnumerateArray().Select(item => item.GetString()!)],
            _ => throw new MarkerException($"'{name}' is {Shown(value)}. Allowed: a list of texts.", category: null, []),
        };
    }

    /// <summary>A text that must be there.</summary>
    /// <exception cref="MarkerException">It is missing, empty or no text, or there is another argument.</exception>
    public static string Text(AIFunctionArguments arguments, string name)
    {
        AllowOnly(arguments, name);
        var value = Element(arguments.GetValueOrDefault(name));
        return value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString())
            ? value.GetString()!
            : throw new MarkerException($"'{name}' is {Shown(value)}. Allowed: a text that is not empty.", category: null, []);
    }

    /// <summary>Refuses other arguments.</summary>
    /// <exception cref="MarkerException">There is another one.</exception>
    public static void AllowOnly(AIFunctionArguments arguments, params string[] names)
    {
        if (arguments.Keys.Except(names).FirstOrDefault() is { } other)
        {
            var allowed = names.Length == 0 ? "no arguments" : string.Join(", ", names);
            throw new MarkerException($"There is no argument '{Shorten(other)}'. Allowed: {allowed}.", category: null, names);
        }
    }

    private static JsonElement Element(object? value) => value switch
    {
        JsonElement { ValueKind: not JsonValueKind.Undefined } element => element,
        null or JsonElement => JsonSerializer.SerializeToElement<JsonNode?>(null),
        _ => JsonSerializer.SerializeToElement(value, value.GetType(), AIJsonUtilities.DefaultOptions),
    };

    private static string Shown(JsonElement value) => Shorten(value.GetRawText());

    /// <summary>A model can write an argument of any length; an error shows its first characters.</summary>
    private static string Shorten(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";
}
